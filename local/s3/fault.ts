/** S3's faults, as AWS words them. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
import { AwsFault } from '../wire/service.ts'

export const noSuchBucket = (bucket: string) =>
  new AwsFault('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket })

export const noSuchKey = (key: string, members: Record<string, unknown> = {}) =>
  new AwsFault('NoSuchKey', 'The specified key does not exist.', 404, { Key: key, ...members })

export const noSuchVersion = (key: string, versionId: string) =>
  new AwsFault('NoSuchVersion', 'The specified version does not exist.', 404, {
    Key: key,
    VersionId: versionId,
  })

export const noSuchUpload = (uploadId: string) =>
  new AwsFault(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: uploadId },
  )

export const preconditionFailed = (condition: string) =>
  new AwsFault(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
  )

export const invalidArgument = (message: string, name: string, value: unknown) =>
  new AwsFault('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value })

export const invalidRequest = (message: string) => new AwsFault('InvalidRequest', message)

export const notImplemented = (what: string) =>
  new AwsFault('NotImplemented', `${what} is not on the laptop.`, 501)
