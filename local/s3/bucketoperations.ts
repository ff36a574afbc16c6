/** The operations of buckets: create, delete, list, versioning, tags, and what is not configured. */
import { AwsFault } from '../wire/service.ts'
import { malformed, parseXml, type XmlObject } from '../wire/xml.ts'
import { answerEmpty, answerXml, type Exchange, iso, owner, textOf, xmlBody } from './exchange.ts'
import { notImplemented } from './fault.ts'
import { bucketTagsMax, taggingXml, tagsOf } from './tagging.ts'

const bucketsMax = 10_000

export function listBuckets(exchange: Exchange): void {
  const { store, query } = exchange
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? ''
  const max = Number(query.get('max-buckets') ?? bucketsMax)
  const found = store.buckets.list().filter(({ name }) => name.startsWith(prefix) && name > after)
  const page = found.slice(0, max)
  answerXml(exchange, 'ListAllMyBucketsResult', {
    Buckets: {
      Bucket: page.map(({ name, region, createdMs }) => ({
        Name: name,
        CreationDate: iso(createdMs),
        BucketRegion: region,
      })),
    },
    Owner: owner,
    ContinuationToken: found.length > page.length ? page.at(-1)?.name : undefined,
    Prefix: prefix === '' ? undefined : prefix,
  })
}

export async function createBucket(exchange: Exchange): Promise<void> {
  const { response, store, bucket, wire } = exchange
  const body = (await wire.body()).toString()
  const settings = body === '' ? {} : parseXml(body, 'CreateBucketConfiguration')
  const region = textOf(settings.LocationConstraint)?.trim() || wire.caller.region
  store.createBucket(bucket, { region })
  response.setHeader('location', `/${bucket}`)
  answerEmpty(exchange)
}

export function deleteBucket(exchange: Exchange): void {
  exchange.store.deleteBucket(exchange.bucket)
  answerEmpty(exchange, 204)
}

export function headBucket(exchange: Exchange): void {
  const { region } = exchange.store.buckets.get(exchange.bucket)
  exchange.response.setHeader('x-amz-bucket-region', region)
  answerEmpty(exchange)
}

export function getBucketLocation(exchange: Exchange): void {
  const { region } = exchange.store.buckets.get(exchange.bucket)
  answerXml(exchange, 'LocationConstraint', region === 'us-east-1' ? '' : region)
}

export function getBucketVersioning(exchange: Exchange): void {
  const { versioning } = exchange.store.buckets.get(exchange.bucket)
  answerXml(exchange, 'VersioningConfiguration', { Status: versioning })
}

export async function putBucketVersioning(exchange: Exchange): Promise<void> {
  const { store, bucket } = exchange
  store.buckets.get(bucket)
  const { Status, MfaDelete } = await xmlBody(exchange, 'VersioningConfiguration')
  if (MfaDelete === 'Enabled') throw notImplemented('MfaDelete')
  if (Status !== 'Enabled' && Status !== 'Suspended') {
    throw new AwsFault(
      'IllegalVersioningConfigurationException',
      'The Versioning element must be specified',
    )
  }
  store.buckets.change(bucket, { versioning: Status })
  answerEmpty(exchange)
}

export function getBucketTagging(exchange: Exchange): void {
  const { tags } = exchange.store.buckets.get(exchange.bucket)
  if (Object.keys(tags).length === 0) {
    throw new AwsFault('NoSuchTagSet', 'The TagSet does not exist', 404)
  }
  answerXml(exchange, 'Tagging', taggingXml(tags))
}

export async function putBucketTagging(exchange: Exchange): Promise<void> {
  const { store, bucket } = exchange
  store.buckets.get(bucket)
  const tags = tagsOf(await xmlBody(exchange, 'Tagging'), bucketTagsMax)
  store.buckets.change(bucket, { tags })
  answerEmpty(exchange, 204)
}

export function deleteBucketTagging(exchange: Exchange): void {
  exchange.store.buckets.change(exchange.bucket, { tags: {} })
  answerEmpty(exchange, 204)
}

/** Subresource → [code, message] of a bucket where it was never set. */
const unset: Record<string, readonly [code: string, message: string]> = {
  policy: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  policyStatus: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  lifecycle: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  website: [
    'NoSuchWebsiteConfiguration',
    'The specified bucket does not have a website configuration',
  ],
  replication: [
    'ReplicationConfigurationNotFoundError',
    'The replication configuration was not found',
  ],
  'object-lock': [
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
  ],
}

/** Subresource → [root, members] as AWS answers them for a new bucket. */
const defaults: Record<string, readonly [root: string, value: XmlObject]> = {
  encryption: [
    'ServerSideEncryptionConfiguration',
    {
      Rule: {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: false,
      },
    },
  ],
  publicAccessBlock: [
    'PublicAccessBlockConfiguration',
    {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    },
  ],
  ownershipControls: ['OwnershipControls', { Rule: { ObjectOwnership: 'BucketOwnerEnforced' } }],
  requestPayment: ['RequestPaymentConfiguration', { Payer: 'BucketOwner' }],
  logging: ['BucketLoggingStatus', {}],
  accelerate: ['AccelerateConfiguration', {}],
}

/** The subresources that can be read but never set. */
export const fixedSubresources = [...Object.keys(unset), ...Object.keys(defaults)]

/** Answers what AWS answers of a bucket where the subresource was never set. */
export function getFixed(subresource: string): (exchange: Exchange) => void {
  return (exchange) => {
    exchange.store.buckets.get(exchange.bucket)
    const [code, message] = unset[subresource] ?? []
    if (code) throw new AwsFault(code, message ?? '', 404, { BucketName: exchange.bucket })
    const [root, value] = defaults[subresource] ?? []
    if (!root) throw malformed()
    answerXml(exchange, root, value)
  }
}
