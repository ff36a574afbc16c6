import { AthenaClient } from '@aws-sdk/client-athena'
import { once, requestHandler } from './client.ts'

export const athena = once(() => new AthenaClient({ requestHandler }))
