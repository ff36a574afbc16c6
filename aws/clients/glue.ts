import { GlueClient } from '@aws-sdk/client-glue'
import { once, requestHandler } from './client.ts'

export const glue = once(() => new GlueClient({ requestHandler }))
