/**
 * Copies in quarantine that nobody names: a worker was late, or died before the receipt said so, or it landed again. One
 * goes once it is old and the same bytes stay, at its key or in the copy that is named; the only one of its bytes stays.
 */
import { asideOf } from '../../aws/aside.ts'
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { reasonsOf } from '../../aws/reasons.ts'
import { deleteVersion, getJson, headObject } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { foldersOf, type Version, type Versioned, versionsOf } from '../../aws/versions.ts'
import { quarantineFolder, quarantineKey } from '../../lake/key.ts'
import { spareCopyAgeMsMax } from '../../lake/limits.ts'
import { ownerOf } from '../../lake/maintain/erasure.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Swept } from './sweep.ts'

const keysAtOnce = 32

export async function sweepSpares(): Promise<Swept> {
  const swept: Swept = { files: 0, bytes: 0 }
  for await (const folder of asideFolders()) {
    const keys = versionsOf(environment.rawBucket(), folder)
    for await (const spares of atOnce(keys, keysAtOnce, sweepKey)) {
      swept.files += spares.length
      swept.bytes += spares.reduce((sum, { bytes }) => sum + bytes, 0)
    }
  }
  return swept
}

async function* asideFolders(): AsyncGenerator<string> {
  const bucket = environment.rawBucket()
  yield `${quarantineFolder}/`
  for await (const source of foldersOf(bucket, '')) {
    if (source === `${quarantineFolder}/`) continue
    for await (const dataset of foldersOf(bucket, source)) yield `${dataset}${quarantineFolder}/`
  }
}

const isOld = ({ modifiedMs }: Version): boolean => modifiedMs < storeTimeMs() - spareCopyAgeMsMax

/** The copies that went, each after the reasons that name it; markers go when nothing lies beneath them. */
async function sweepKey({ key, versions }: Versioned): Promise<Version[]> {
  const bucket = environment.rawBucket()
  const isEmpty = versions.every(({ isMarker }) => isMarker)
  if (isEmpty && versions.every(isOld)) {
    for (const { versionId } of versions) await deleteVersion({ bucket, key, versionId })
  }
  if (isEmpty || !versions.some(isOld)) return []
  const found = await getJson<Receipt>(environment.workBucket(), receiptKeyOf(ownerOf(key)))
  const receipt = found?.value
  if (!receipt || quarantineKey(receipt.object.key) !== key) return [] // a reason, or nobody knows whose
  const spares = await sparesOf(receipt, versions)
  if (spares.length === 0) return []
  const own = receipt.object.key
  const reasons = await reasonsOf(own, new Set(spares.map(({ versionId }) => versionId)))
  for (const one of [...reasons, ...spares]) await deleteVersion({ bucket, ...one })
  return spares
}

async function sparesOf(receipt: Receipt, versions: Version[]): Promise<Version[]> {
  const shown = await asideOf(receipt)
  const isUnnamed = [receipt, shown].some((one) => one?.quarantineKey && !one.quarantineVersion)
  if (isUnnamed) return [] // of before receipts named versions
  const named = new Set([receipt.quarantineVersion, shown?.quarantineVersion])
  const isNamed = ({ versionId }: Version) => named.has(versionId)
  const copies = versions.filter((one) => !one.isMarker && isOld(one) && !isNamed(one))
  if (copies.length === 0) return []
  const staying = [...versions.filter(isNamed), ...(await ownVersions(receipt.object.key))]
  const spares: Version[] = []
  for (const copy of copies) if (await isAmong(staying, copy)) spares.push(copy)
  return spares
}

async function ownVersions(key: string): Promise<Version[]> {
  for await (const { key: of, versions } of versionsOf(environment.rawBucket(), key)) {
    return of === key ? versions.filter(({ isMarker }) => !isMarker) : []
  }
  return []
}

async function isAmong(staying: Version[], copy: Version): Promise<boolean> {
  for (const one of staying) if (one.bytes === copy.bytes && (await isSame(one, copy))) return true
  return false
}

/** An ETag of parts says nothing of bytes, one under a key of KMS nothing of others: there S3's own checksums tell. */
async function isSame(one: Version, other: Version): Promise<boolean> {
  if (one.etag === other.etag && !one.etag.includes('-')) return true
  const bucket = environment.rawBucket()
  const [of, and] = await Promise.all(
    [one, other].map(({ key, versionId }) =>
      headObject({ bucket, key, versionId }, { checksum: true }),
    ),
  )
  return of?.checksum !== undefined && of.checksum === and?.checksum
}
