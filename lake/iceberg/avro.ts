/** Avro's container files, as Iceberg uses them: deflated blocks, every field with an id, longs as bigint. */
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import types, { type AvroType } from 'avsc/lib/types.js'
import { avroTypesKeptMax, blockBytesMax } from '../limits.ts'

/** A record, an array of records, or a primitive's name, with `field-id`s, in Avro's JSON. */
export type AvroSchema = string | AvroSchema[] | { [property: string]: unknown }

const longType = types.builtins.LongType.__with({
  fromBuffer: (bytes) => bytes.readBigInt64LE(),
  toBuffer: (value) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: (value) => BigInt(value),
  toJSON: (value) => value.toString(),
  isValid: (value) => typeof value === 'bigint',
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
})
/** By its JSON: a type costs more to make than a manifest to read. */
const compiled = new Map<string, AvroType>()

function compile(schema: unknown): AvroType {
  const text = JSON.stringify(schema)
  const known = compiled.get(text)
  if (known) return known
  const options = { registry: { long: longType }, omitRecordMethods: true }
  const type = types.Type.forSchema(schema, options)
  if (compiled.size >= avroTypesKeptMax) compiled.clear()
  compiled.set(text, type)
  return type
}

const headerType = types.Type.forSchema({ type: 'map', values: 'bytes' })
const blockLength = types.Type.forSchema('long')
const magic = Buffer.from('Obj\x01')
const syncBytes = 16
const recordsOfBlock = 1000

/** The same records make the same bytes: the sync marker is a hash of what it separates. */
export function writeAvro(
  schema: AvroSchema,
  records: unknown[],
  meta: Record<string, string>,
): Buffer {
  const type = compile(schema)
  const header = { 'avro.schema': JSON.stringify(schema), 'avro.codec': 'deflate', ...meta }
  const head = headerType.toBuffer(
    Object.fromEntries(Object.entries(header).map(([key, text]) => [key, Buffer.from(text)])),
  )
  const blocks = chunksOf(records, recordsOfBlock).map((chunk) => ({
    count: chunk.length,
    data: deflateRawSync(Buffer.concat(chunk.map((record) => type.toBuffer(record)))),
  }))
  const hash = createHash('sha256').update(head)
  for (const { data } of blocks) hash.update(data)
  const sync = hash.digest().subarray(0, syncBytes)
  return Buffer.concat([
    magic,
    head,
    sync,
    ...blocks.flatMap(({ count, data }) => [
      blockLength.toBuffer(count),
      blockLength.toBuffer(data.length),
      data,
      sync,
    ]),
  ])
}

function chunksOf<T>(list: T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size))
  return chunks
}

export interface AvroFile {
  records: unknown[]
  meta: Record<string, string>
}

/**
 * Fields get the names that `canonical` has for their ids: writers disagree on names
 * (`added_data_files_count`, `added_files_count`). Throws on a codec other than deflate and null.
 */
export function readAvro(bytes: Buffer, canonical: AvroSchema): AvroFile {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new Error('not an Avro file')
  const { value, offset } = headerType.decode(bytes, magic.length)
  const meta = Object.fromEntries(
    Object.entries(value as Record<string, Buffer>).map(([key, text]) => [key, text.toString()]),
  )
  const codec = meta['avro.codec'] ?? 'null'
  if (codec !== 'deflate' && codec !== 'null') throw new Error(`Avro codec ${codec} is not read`)
  const type = compile(renamed(JSON.parse(meta['avro.schema']!), namesById(canonical)))
  const records: unknown[] = []
  let at = offset + syncBytes
  while (at < bytes.length) {
    const count = blockLength.decode(bytes, at)
    const size = blockLength.decode(bytes, count.offset)
    const end = size.offset + Number(size.value)
    if (end < size.offset || end > bytes.length) throw new Error('an Avro block is cut')
    const body = bytes.subarray(size.offset, end)
    const inflated = { maxOutputLength: blockBytesMax }
    const data = codec === 'deflate' ? inflateRawSync(body, inflated) : body
    let position = 0
    for (let i = 0; i < Number(count.value); i++) {
      const record = type.decode(data, position)
      if (record.offset <= position) throw new Error('an Avro record has no bytes')
      records.push(record.value)
      position = record.offset
    }
    at = end + syncBytes
  }
  return { records, meta }
}

function namesById(schema: unknown, names = new Map<unknown, unknown>()): Map<unknown, unknown> {
  if (Array.isArray(schema)) {
    for (const branch of schema) namesById(branch, names)
  } else if (isObject(schema)) {
    if (schema['field-id'] !== undefined) names.set(schema['field-id'], schema.name)
    for (const part of [schema.fields, schema.items, schema.type]) namesById(part, names)
  }
  return names
}

function renamed(schema: unknown, names: Map<unknown, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((branch) => renamed(branch, names))
  if (!isObject(schema)) return schema
  const out: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(schema)) {
    // A default would be checked against the renamed type; a logical type would change what a value is.
    if (key !== 'default' && key !== 'logicalType') out[key] = renamed(part, names)
  }
  const name = names.get(schema['field-id'])
  return name === undefined ? out : { ...out, name }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
