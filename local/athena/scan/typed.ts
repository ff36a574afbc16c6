/** Files of Avro and ORC as Parquet, which DuckDB reads: with the columns by which Athena finds them in each. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SchemaElement } from 'hyparquet'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { Quarantined } from '../../../lake/problem.ts'
import { readAvro } from '../../../lake/render/avro.ts'
import { readOrc } from '../../../lake/render/orc.ts'
import type { Lying, Typed } from '../../../lake/render/render.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import type { Table } from '../../glue/model.ts'
import type { PlannedFile } from './request.ts'

/** Of this process, and gone with it; files of the store never change. */
let folder: string | undefined

function folderOfProcess(): string {
  if (folder) return folder
  const made = mkdtempSync(join(tmpdir(), 'hypatia-typed-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  folder = made
  return made
}

/** Throws AthenaError for bytes that are none of the format, and for a table of Avro without a schema of its own. */
export async function asParquet(
  table: Table,
  files: PlannedFile[],
  format: 'avro' | 'orc',
): Promise<PlannedFile[]> {
  const nameOf = format === 'avro' ? fieldsOf(table) : placesOf(table)
  const typed: PlannedFile[] = []
  for (const file of files) typed.push({ ...file, path: await rendered(file, format, nameOf) })
  return typed
}

/** What the table calls a file's column, by its name and its place there; undefined: the table does not read it. */
type NameOf = { words: string; of(name: string, place: number): string | undefined }

/** A field of the table's schema is found by its name, letter by letter. */
function fieldsOf({ StorageDescriptor: descriptor, Parameters }: Table): NameOf {
  const parameters = { ...Parameters, ...descriptor?.SerdeInfo?.Parameters }
  const literal = parameters['avro.schema.literal']
  if (literal === undefined) throw notSupported('A table of Avro without avro.schema.literal')
  const names = new Set(namesIn(literal))
  const columns = new Set(descriptor?.Columns?.map(({ Name }) => Name))
  return {
    words: literal,
    of: (name) => (names.has(name) && columns.has(name) ? name : undefined),
  }
}

function namesIn(literal: string): string[] {
  try {
    const { fields } = JSON.parse(literal) as { fields: { name: string }[] }
    return fields.map(({ name }) => name)
  } catch {
    throw userError('HIVE_INVALID_METADATA', 'avro.schema.literal is no schema of a record')
  }
}

/** https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html */
function placesOf({ StorageDescriptor: descriptor }: Table): NameOf {
  const names = (descriptor?.Columns ?? []).map(({ Name }) => Name)
  if (descriptor?.SerdeInfo?.Parameters?.['orc.column.index.access'] === 'false') {
    return { words: 'by name', of: (name) => name }
  }
  return { words: names.join('\n'), of: (_, place) => names[place] }
}

async function rendered(
  { path, uri }: PlannedFile,
  format: 'avro' | 'orc',
  nameOf: NameOf,
): Promise<string> {
  const words = createHash('sha256').update(`${path}\0${nameOf.words}`).digest('hex')
  const there = join(folderOfProcess(), `${words}.parquet`)
  if (existsSync(there)) return there
  const file = await open(path)
  try {
    const object = await lyingAt(path, file)
    const typed = await (format === 'avro' ? readAvro(object) : readOrc(object))
    const partial = `${there}.${process.pid}-${Math.random()}`
    await write(partial, typed, nameOf)
    renameSync(partial, there)
    return there
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    throw userError('HIVE_BAD_DATA', `Error opening ${uri}: ${error.reason.detail}`)
  } finally {
    await file.close()
  }
}

async function lyingAt(path: string, file: FileHandle): Promise<Lying> {
  const { size } = await file.stat()
  return {
    bytes: size,
    chunks: () => createReadStream(path),
    async read(start, end) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(end, size) - start))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
      return buffer.subarray(0, bytesRead)
    },
    aside() {},
  }
}

async function write(path: string, { schema, batches }: Typed, nameOf: NameOf): Promise<void> {
  const renamed = schema.map((element) => ({ ...element }))
  const roots = rootsOf(schema)
  const names = roots.map((at, place) => {
    const name = nameOf.of(schema[at]!.name, place) ?? `unread ${place}` // no column has a blank
    renamed[at]!.name = name
    return name
  })
  const parquet = new ParquetWriter({
    writer: fileWriter(path),
    schema: renamed,
    codec: 'UNCOMPRESSED',
  })
  for await (const batch of batches) {
    const rows = batch[0]?.length ?? 0
    const columnData = names.map((name, i) => ({ name, data: batch[i]! }))
    if (rows > 0) await parquet.write({ columnData, rowGroupSize: rows })
  }
  await parquet.finish()
}

/** Places of the elements right under the root. */
function rootsOf(schema: SchemaElement[]): number[] {
  const places: number[] = []
  for (let at = 1; at < schema.length; at = after(schema, at)) places.push(at)
  return places
}

function after(schema: SchemaElement[], at: number): number {
  let next = at + 1
  for (let i = 0; i < (schema[at]!.num_children ?? 0); i++) next = after(schema, next)
  return next
}
