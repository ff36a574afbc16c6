/** What lies beside a copy in quarantine, and tells of it when no receipt does any more. */
import { reasonKey } from '../lake/key.ts'
import { landedBefore } from '../lake/maintain/objectgone.ts'
import { environment } from './environment.ts'
import { getBytes, NoSuchObject } from './s3.ts'
import { type Version, versionsOf } from './versions.ts'

/** Versions of copies and reasons that were set aside since, of what had landed by then. */
export async function setAsideSince(key: string, askedMs: number): Promise<Set<string>> {
  const reasons = reasonKey(key)
  const found = new Set<string>()
  for await (const { key: of, versions } of versionsOf(environment.rawBucket(), reasons)) {
    if (of !== reasons) continue
    for (const version of versions) {
      if (version.isMarker || version.modifiedMs <= askedMs || version.bytes > bytesMax) continue
      const { eventMs, copy } = await saidBy(version)
      if (typeof eventMs !== 'number' || !landedBefore(eventMs, askedMs)) continue
      for (const one of [version.versionId, copy]) if (one && one !== 'null') found.add(one)
    }
  }
  return found
}

const bytesMax = 65_536 // a reason has excerpts, never a file

/** Whoever may write there may write anything. */
async function saidBy({ key, versionId }: Version): Promise<{ eventMs?: number; copy?: string }> {
  try {
    const bytes = await getBytes({ bucket: environment.rawBucket(), key, versionId })
    return JSON.parse(bytes.toString()) ?? {}
  } catch (error) {
    if (error instanceof NoSuchObject || error instanceof SyntaxError) return {}
    throw error
  }
}
