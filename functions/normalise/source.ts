/** An object as it lies on the disk becomes what DuckDB reads: the same, or what its reader made of it. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Source } from '../../lake/normalise.ts'
import { readDigits } from '../../lake/render/digits.ts'
import { readers } from '../../lake/render/readers.ts'
import type { Render } from '../../lake/render/render.ts'
import type { Engine } from '../../layers/duckdb/engine.ts'
import type { By } from './deleted.ts'
import { duckdbSource } from './duckdb.ts'
import { memberSources } from './members.ts'
import { refuseDamagedPages } from './pages.ts'
import { recodedSource } from './recode.ts'
import { footerOf, rendered } from './render.ts'
import { sqliteSource } from './sqlite.ts'

/** Throws Quarantined for bytes that no reader takes. */
export async function plainSource(
  lying: Source,
  folder: string,
  engine: Engine,
  attempts = 1,
): Promise<Source> {
  await refuseDamagedPages(lying)
  const plain = await readable(lying, folder, { engine, attempts })
  return plain.members ? plain : recodedSource(plain)
}

async function readable(lying: Source, folder: string, by: By): Promise<Source> {
  const { inspection, path } = lying
  if (inspection.render) return renderedSource(lying, inspection.render, folder, by)
  if (inspection.format === 'parquet' && !inspection.parquet) {
    return { ...lying, inspection: { ...inspection, ...(await footerOf(lying, path)) } }
  }
  return withDigits(lying, folder)
}

async function renderedSource(
  lying: Source,
  render: Render,
  folder: string,
  { engine, attempts }: By,
): Promise<Source> {
  if (render.reader === 'duckdb') {
    const source = await duckdbSource(lying, folder, engine, attempts)
    await rm(lying.path)
    return source
  }
  if (render.reader === 'sqlite') {
    const source = await sqliteSource(lying, render, folder)
    await rm(lying.path)
    return withDigits(source, folder)
  }
  const reader = readers[render.reader]
  if ('members' in reader) {
    const plain = (member: Source, own: string) => plainSource(member, own, engine, attempts)
    const source = await memberSources(lying, reader.members, folder, plain)
    await rm(lying.path)
    return source
  }
  return withDigits(await renderedAlone(lying, render, reader, folder), folder)
}

/** A disk need not hold what it was rendered from, too, while DuckDB writes. */
async function renderedAlone(...[source, ...how]: Parameters<typeof rendered>): Promise<Source> {
  const plain = await rendered(source, ...how)
  await rm(source.path)
  return plain
}

/** Numbers that DuckDB's JSON would round are texts then. */
async function withDigits(source: Source, folder: string): Promise<Source> {
  if (!source.facts?.longNumbers) return source
  const own = join(folder, 'digits')
  await mkdir(own)
  const render = { reader: 'digits', as: 'ndjson' } as const
  const { rejects } = source
  const digits = await renderedAlone(source, render, { text: readDigits }, own)
  return rejects ? { ...digits, rejects } : digits
}
