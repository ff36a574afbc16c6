/**
 * Marks by which quarantine is listed and counted: what has left it keeps one, and so does a worker that lost its race.
 * A mark goes where its object is no longer aside, or has another one of its own; whoever sets aside puts the mark first,
 * so young ones stay, and its age is asked once more just before.
 */
import { asideOf } from '../../aws/aside.ts'
import { atOnce } from '../../aws/atonce.ts'
import { environment } from '../../aws/environment.ts'
import { type Listed, pagesOf } from '../../aws/listing.ts'
import { markOf, marks } from '../../aws/quarantine.ts'
import { deleteObject, getJson, headObject } from '../../aws/s3.ts'
import { storeTimeMs } from '../../aws/storetime.ts'
import { reconcileYoungMs } from '../../lake/limits.ts'
import { type Receipt, receiptKeyOf } from '../../lake/receipt.ts'
import type { Swept } from './sweep.ts'

const marksAtOnce = 32

export async function sweepMarks(): Promise<Swept> {
  const swept: Swept = { files: 0, bytes: 0 }
  for await (const page of pagesOf(environment.workBucket(), marks)) {
    for await (const isGone of atOnce(page.filter(isOld), marksAtOnce, sweepMark)) {
      if (isGone) swept.files++
    }
  }
  return swept
}

const isOld = ({ modifiedMs }: Pick<Listed, 'modifiedMs'>): boolean =>
  modifiedMs < storeTimeMs() - reconcileYoungMs

async function sweepMark({ key }: Listed): Promise<boolean> {
  const bucket = environment.workBucket()
  const receipt = await getJson<Receipt>(bucket, receiptKeyOf(key.slice(key.lastIndexOf('-') + 1)))
  const shown = await asideOf(receipt?.value)
  const own = shown && markOf(shown)
  if (own === key || (own && !(await headObject({ bucket, key: own })))) return false
  const present = await headObject({ bucket, key })
  if (!present || !isOld(present)) return false
  await deleteObject({ bucket, key })
  return true
}
