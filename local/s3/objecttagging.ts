/** The tags of an object, and the ACL that every object has. */
import { answerEmpty, answerXml, type Exchange, owner, xmlBody } from './exchange.ts'
import { asked } from './getobject.ts'
import { setVersionId } from './headers.ts'
import { objectTagsMax, type Tags, taggingXml, tagsOf } from './tagging.ts'

export function getObjectTagging(exchange: Exchange): void {
  const version = asked(exchange)
  setVersionId(exchange, version.versionId)
  answerXml(exchange, 'Tagging', taggingXml(version.details.tags))
}

export async function putObjectTagging(exchange: Exchange): Promise<void> {
  const body = await xmlBody(exchange, 'Tagging')
  setTags(exchange, tagsOf(body, objectTagsMax))
  answerEmpty(exchange)
}

export function deleteObjectTagging(exchange: Exchange): void {
  setTags(exchange, undefined)
  answerEmpty(exchange, 204)
}

function setTags(exchange: Exchange, tags: Tags | undefined): void {
  const version = asked(exchange)
  exchange.store.setDetails({ ...version, details: { ...version.details, tags } })
  setVersionId(exchange, version.versionId)
}

export function getAcl(exchange: Exchange): void {
  if (exchange.key === '') exchange.store.buckets.get(exchange.bucket)
  else asked(exchange)
  // The grantee's type is an attribute of another namespace, which S3's clients read.
  answerXml(exchange, 'AccessControlPolicy', {
    Owner: owner,
    AccessControlList: {
      Grant: {
        'Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"':
          owner,
        Permission: 'FULL_CONTROL',
      },
    },
  })
}
