/** Bytes as they are once nothing packs them, and whether a value is said in them. */
import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getBytes, NoSuchObject } from '../../aws/s3.ts'
import { compressionOf, decompressed } from '../../lake/inspect/compression.ts'
import { redactedBytesMax } from '../../lake/limits.ts'
import { saidSql } from '../../lake/maintain/hitsql.ts'
import { holds, needlesOf } from '../../lake/maintain/needle.ts'
import { Quarantined } from '../../lake/problem.ts'
import { DuckdbRefused } from '../../layers/duckdb/engine.ts'
import { workshop } from './redactparquet.ts'

/** The first bytes of Parquet, ZIP (workbooks too), Avro, ORC, Arrow, which compress within. */
const packedMagics = ['PAR1', 'PK\x03\x04', 'Obj\x01', 'ORC', 'ARROW1']

export function isPacked(bytes: Buffer): boolean {
  const first = bytes.toString('latin1', 0, 12)
  return packedMagics.some((magic) => first.startsWith(magic)) || first.slice(8) === 'DUCK'
}

/** Throws Quarantined where it is broken. */
export async function inflated(stored: Buffer): Promise<Buffer | 'too large'> {
  const codec = compressionOf(stored)
  if (codec === 'none') return stored
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of decompressed(codec, [stored])) {
    bytes += part.length
    if (bytes > redactedBytesMax) return 'too large'
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Of a file of whose columns nobody has said anything, in whichever of them; true also where it cannot be told. */
export async function mayBeSaidIn(
  object: { bucket: string; key: string; bytes: number },
  values: readonly string[],
): Promise<boolean> {
  if (object.bytes > redactedBytesMax) return true
  try {
    const plain = await inflated(await getBytes(object))
    if (plain === 'too large') return true
    if (plain.toString('latin1', 0, 4) === 'PAR1') return await isSaidInParquet(plain, values)
    return isPacked(plain) || holds(plain, needlesOf(values))
  } catch (error) {
    if (error instanceof NoSuchObject) return false
    if (error instanceof Quarantined || error instanceof DuckdbRefused) return true
    throw error
  }
}

async function isSaidInParquet(bytes: Buffer, values: readonly string[]): Promise<boolean> {
  const { engine, folder } = workshop()
  const path = join(folder, randomUUID())
  await writeFile(path, bytes)
  try {
    const [row = {}] = await engine.run(saidSql(path, values))
    return Number(row.rows) > 0
  } finally {
    await rm(path, { force: true })
  }
}
