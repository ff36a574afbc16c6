/** A NiFi's folder: configuration, and beside it what it writes. Repositories and state live and die together. */

import { randomBytes } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Dataflow } from '../documents.ts'

const templates = join(import.meta.dirname, 'conf')
const written = ['flowfile', 'content', 'provenance', 'database'].map(
  (name) => `${name}_repository`,
)

export interface Layout {
  home: string
  /** Of jars and NARs, as `assemble` gives it. */
  lib: string
  webPort: number
  dataflow: Dataflow
}

export function layOut({ home, lib, webPort, dataflow }: Layout): void {
  for (const folder of ['conf', 'logs', 'extensions', 'in', 'refused'])
    mkdirSync(join(home, folder), { recursive: true })
  rmSync(join(home, 'lib'), { force: true })
  symlinkSync(lib, join(home, 'lib'))
  cpSync(templates, join(home, 'conf'), { recursive: true })
  const properties = readFileSync(join(templates, 'nifi.properties'), 'utf8')
    .replace('@WEB_PORT@', String(webPort))
    .replace('@WORK@', `${lib}-unpacked`) // 2,000 files, the same for every home
    .replace('@SENSITIVE_KEY@', sensitiveKey(home))
  writeFileSync(join(home, 'conf', 'nifi.properties'), properties, { mode: 0o600 })
  // NiFi encrypts the secrets in it when it starts.
  writeFileSync(join(home, 'conf', 'flow.json.gz'), gzipSync(JSON.stringify(dataflow)), {
    mode: 0o600,
  })
}

/** Forgets what was on its way, and where listings were. */
export function wipe(home: string): void {
  for (const folder of [...written, 'state'])
    rmSync(join(home, folder), { recursive: true, force: true })
}

/** What this NiFi encrypts secrets with in its files, made at its first start. */
function sensitiveKey(home: string): string {
  const file = join(home, 'sensitive.key')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8')
}
