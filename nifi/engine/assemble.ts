/** The real NiFi, made of Maven Central's artifacts: once a machine, then it lies in the cache. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findJava, javaVersionMin } from './java.ts'

export const nifiVersion = '2.3.0'
const poms = join(import.meta.dirname, 'assembly')
const cache = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hypatia-nifi')

/** What this machine lacks for it, in words; undefined: nothing. */
export function lacking(): string | undefined {
  if (!findJava()) return `no Java ${javaVersionMin} or newer`
  if (assembled()) return undefined
  return spawnSync('mvn', ['--version']).status === 0 ? undefined : 'no Maven (mvn)'
}

/** The folder of jars and NARs, if it is there; another assembly has another name. */
function assembled(): string | undefined {
  return existsSync(placeOf()) ? placeOf() : undefined
}

function placeOf(): string {
  const hash = createHash('sha256')
  const files = readdirSync(poms, { recursive: true, encoding: 'utf8' }).sort()
  for (const file of files.filter((name) => name.endsWith('.xml')))
    hash.update(readFileSync(join(poms, file)))
  return join(cache(), `${nifiVersion}-${hash.digest('hex').slice(0, 8)}`)
}

/** The folder of jars and NARs. Throws with the end of Maven's words. */
export async function assemble(say: (text: string) => void): Promise<string> {
  const place = placeOf()
  if (existsSync(place)) return place
  mkdirSync(cache(), { recursive: true })
  const work = mkdtempSync(join(cache(), 'assembling-'))
  try {
    say(`Assembling NiFi ${nifiVersion} of Maven Central's artifacts (about 260 MB, once) …`)
    cpSync(poms, work, { recursive: true })
    await maven(work, say)
    const lib = join(work, 'home', 'target', 'nifi', 'lib')
    say(`  ${readdirSync(lib).length} jars and NARs, ${megabytes(bytesIn(lib))}, kept in ${place}`)
    if (!existsSync(place)) renameSync(lib, place)
    return place
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

const units: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6 }
const progressMs = 3_000
const endLines = 30

/** Says now and then how much has come. */
async function maven(folder: string, say: (text: string) => void): Promise<void> {
  const child = spawn('mvn', ['-B', '-DskipDocGeneration=true', 'package'], {
    cwd: folder,
    env: { ...process.env, JAVA_HOME: findJava() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.stderr.resume()
  const last: string[] = []
  let [files, bytes, saidAt] = [0, 0, Date.now()]
  for await (const line of createInterface({ input: child.stdout })) {
    last.push(line)
    if (last.length > endLines) last.shift()
    const [, size, unit] = /^.*Downloaded from .*\((\S+) (B|kB|MB)/.exec(line) ?? []
    if (!size || !unit) continue
    files += 1
    bytes += Number(size) * (units[unit] ?? 0)
    if (Date.now() - saidAt < progressMs) continue
    saidAt = Date.now()
    say(`  ${files} files, ${megabytes(bytes)}`)
  }
  if ((await ended) !== 0) throw new Error(`Maven could not assemble it:\n${last.join('\n')}`)
}
