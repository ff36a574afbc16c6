/** What lies beside a copy in quarantine, and tells of it when no receipt does any more. */
import { reasonKey } from '../lake/key.ts'
import { landedBefore } from '../lake/maintain/objectgone.ts'
import { environment } from './environment.ts'
import { getBytes, NoSuchObject } from './s3.ts'
import { type Version, versionsOf } from './versions.ts'

/** The versions of the reason that name one of these copies. */
export async function reasonsOf(key: string, copies: ReadonlySet<string>): Promise<Version[]> {
  const found: Version[] = []
  for (const version of await versionsAt(reasonKey(key))) {
    const { copy } = await saidBy(version)
    if (copy !== undefined && copies.has(copy)) found.push(version)
  }
  return found
}

/** Those that may be a reason of ours. */
async function versionsAt(reasons: string): Promise<Version[]> {
  for await (const { key, versions } of versionsOf(environment.rawBucket(), reasons)) {
    if (key === reasons)
      return versions.filter(({ isMarker, bytes }) => !isMarker && bytes <= bytesMax)
  }
  return []
}

/** Versions of copies and reasons that were set aside since, of what had landed by then. */
export async function setAsideSince(key: string, askedMs: number): Promise<Set<string>> {
  const found = new Set<string>()
  for (const version of await versionsAt(reasonKey(key))) {
    if (version.modifiedMs <= askedMs) continue
    const { eventMs, copy } = await saidBy(version)
    if (typeof eventMs !== 'number' || !landedBefore(eventMs, askedMs)) continue
    for (const one of [version.versionId, copy]) if (one && one !== 'null') found.add(one)
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
