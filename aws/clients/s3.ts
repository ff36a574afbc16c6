import { S3Client } from '@aws-sdk/client-s3'
import { once, requestHandler } from './client.ts'

export const s3 = once(() => new S3Client({ requestHandler }))
