/** What the lake's people write down: files of the folder `definitions/`. */
import * as z from 'zod'
import { contradictionOf, pins } from './interpretation.ts'
import { retention } from './retention.ts'

/** How the dataset's files are read, from its first one on: in the words of the API's pins. */
const files = pins.superRefine((said, context) => {
  const contradiction = contradictionOf(said)
  if (!contradiction) return
  const { pin, why: message } = contradiction
  context.addIssue({ code: 'custom', path: [pin], message })
})

/** `datasets/<table>.yml`. */
export const datasetDefinition = z.strictObject({
  retention: retention.optional(),
  files: files.optional(),
  /** `<source>/<dataset>`, where the table's name does not tell them. */
  folder: z
    .string()
    .regex(/^[^/]+\/[^/]+$/)
    .optional(),
})
