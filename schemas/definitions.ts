/** What the lake's people write down: files of the folder `definitions/`. */
import * as z from 'zod'
import { retention } from './retention.ts'

/** `datasets/<table>.yml`. */
export const datasetDefinition = z.strictObject({ retention: retention.optional() })
