/** A landed file's way, read from its receipt: landed → raw → lake, or where it ended and why. */
import { setTimeout as sleep } from 'node:timers/promises'
import { getJson } from '../aws/s3.ts'
import { type Receipt, receiptKey } from '../lake/receipt.ts'
import { bytesText, msText, rowsText } from './units.ts'

const pollMs = 40
const ends: ReadonlySet<string> = new Set(['committed', 'asset', 'quarantined', 'removed'])

/** Whether the version's way has ended. */
export const isEnd = (receipt: Receipt | undefined): boolean =>
  receipt !== undefined && ends.has(receipt.state)

interface Followed {
  workBucket: string
  key: string
  versionId: string | undefined
  waitMs: number
}

/** The receipt once the version's way has ended; what there is of it, if anything, when `waitMs` are over. */
export async function followed(object: Followed): Promise<Receipt | undefined> {
  const until = Date.now() + object.waitMs
  for (;;) {
    const found = await getJson<Receipt>(object.workBucket, receiptKey(object.key))
    const receipt = found?.value
    const isOurs = receipt && (!object.versionId || receipt.object.versionId === object.versionId)
    if (isOurs && isEnd(receipt)) return receipt
    if (Date.now() > until) return isOurs ? receipt : undefined
    await sleep(pollMs)
  }
}

interface Story {
  key: string
  bytes: number
  landedAt: number
  receipt: Receipt | undefined
}

/** One line a person can follow: `key  210 kB landed → raw.faa_airports 84 ms → lake.faa_airports 3,376 rows 310 ms`. */
export function storyOf({ key, bytes, landedAt, receipt }: Story): string {
  const start = `${key}  ${bytesText(bytes)} landed`
  if (!receipt) return `${start} → no receipt yet: is the pipeline running?`
  const took = (at: number | undefined): string =>
    at ? ` ${msText(Math.max(0, at - landedAt))}` : ''
  if (receipt.state === 'quarantined' || receipt.state === 'asset') {
    return `${start} → ${receipt.state}${took(receipt.times.inspected)}: ${reasonText(receipt)}`
  }
  const raw = receipt.raw
  const rawStep = !raw
    ? 'raw: not yet'
    : 'withheld' in raw
      ? `raw withheld (${raw.withheld.code})`
      : `raw.${raw.table}${took(receipt.times.raw)}`
  const lakeStep =
    receipt.state === 'committed' && receipt.lake
      ? `lake.${receipt.lake.table} ${rowsText(receipt.rows ?? 0)}${took(receipt.times.committed)}`
      : `lake: ${receipt.state}`
  return `${start} → ${rawStep} → ${lakeStep}`
}

function reasonText({ reason }: Receipt): string {
  if (!reason) return 'no reason was given'
  const line = reason.at?.line ? ` (line ${reason.at.line})` : ''
  return `${reason.code}${line}. ${reason.detail} ${reason.remedy}`
}
