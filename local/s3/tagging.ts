/** Tags of objects and buckets. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
import { AwsFault } from '../wire/service.ts'
import { malformed } from '../wire/xml.ts'
import { listOf } from './exchange.ts'

export type Tags = Record<string, string>

const keyCharactersMax = 128
const valueCharactersMax = 256
export const objectTagsMax = 10
export const bucketTagsMax = 50

/** Of the header `x-amz-tagging`: `a=1&b=2`. */
export function parseTagging(text: string): Tags {
  return checkedTags([...new URLSearchParams(text)], objectTagsMax)
}

/** Of the body `<Tagging>`. */
export function tagsOf(tagging: Record<string, unknown>, max: number): Tags {
  if (tagging.TagSet === undefined) throw malformed()
  const { Tag } = (tagging.TagSet || {}) as Record<string, unknown>
  return checkedTags(
    listOf(Tag).map(({ Key, Value }) => [String(Key ?? ''), String(Value ?? '')] as const),
    max,
  )
}

export function taggingXml(tags: Tags = {}) {
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  return { TagSet: { Tag } }
}

function checkedTags(pairs: readonly (readonly [string, string])[], max: number): Tags {
  if (pairs.length > max) {
    const kind = max === objectTagsMax ? 'Object' : 'Bucket'
    throw new AwsFault('BadRequest', `${kind} tags cannot be greater than ${max}`)
  }
  const tags: Tags = {}
  for (const [key, value] of pairs) {
    if (key === '' || key.length > keyCharactersMax) {
      throw invalidTag('The TagKey you have provided is invalid', key)
    }
    if (value.length > valueCharactersMax) {
      throw invalidTag('The TagValue you have provided is invalid', key)
    }
    if (key in tags) throw invalidTag('Cannot provide multiple Tags with the same key', key)
    tags[key] = value
  }
  return tags
}

const invalidTag = (message: string, key: string) =>
  new AwsFault('InvalidTag', message, 400, { TagKey: key })
