/**
 * The file beside a dataset's data may say anew how its files are read, or be gone: the interpretation follows, and all are
 * read so. The record is read before the file, and swapped: whoever swaps has seen no older file than who swapped before, and
 * looks at the file once more; who has nothing to write looks at the record.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Conflict, pauseMs } from '../../aws/conflict.ts'
import { environment } from '../../aws/environment.ts'
import { isStill, swapRecord } from '../../aws/records.ts'
import { getBytes, getJson, headObject, NoSuchObject } from '../../aws/s3.ts'
import { send } from '../../aws/sqs.ts'
import { hintedPins, hintKeyOf } from '../../lake/hints.ts'
import {
  hinted,
  type Interpretation,
  interpretationKey,
  isReplayed,
  replayOf,
} from '../../lake/interpretation.ts'
import { hintAttemptsMax, hintBytesMax } from '../../lake/limits.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Pins } from '../../schemas/interpretation.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

type Owner = Pick<Interpretation, 'source' | 'dataset'>

export async function readHint(message: Extract<MaintainMessage, { kind: 'hint' }>): Promise<void> {
  const { source, dataset } = message
  const [bucket, key] = [environment.workBucket(), interpretationKey(source, dataset)]
  for (let attempt = 1; ; attempt++) {
    const found = await getJson<Interpretation>(bucket, key)
    const hint = await hintOf({ source, dataset })
    if (hint === 'refused') return
    const next = hinted(found?.value, { source, dataset }, hint)
    if (!next || next === found?.value) {
      if (await isStill(bucket, key, found)) return next && replay(next)
    } else await swapRecord(bucket, key, next, found)
    if (attempt >= hintAttemptsMax) throw new Conflict(key)
    if (attempt > 1) await sleep(pauseMs(attempt))
  }
}

/** One that makes no sense changes nothing: catalog sets it aside, and asks again when what lay there before it holds. */
async function hintOf(owner: Owner): Promise<Pins | 'refused' | undefined> {
  try {
    const hint = { bucket: environment.rawBucket(), key: hintKeyOf(owner) }
    const head = await headObject(hint)
    if (!head) return undefined
    if (head.bytes > hintBytesMax) return 'refused'
    return hintedPins(await getBytes({ ...hint, versionId: head.versionId }))
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    if (error instanceof Quarantined) return 'refused'
    throw error
  }
}

async function replay(record: Interpretation): Promise<void> {
  if (!isReplayed(record)) await send(environment.maintainQueue(), { body: replayOf(record) })
}
