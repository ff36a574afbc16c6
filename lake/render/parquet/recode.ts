/**
 * What DuckDB reads wrong in a Parquet file, or not at all, is written once more behind it, page for page, and a footer that
 * names it instead: all other columns stay where they are.
 */
import { isDeepStrictEqual } from 'node:util'
import {
  type ColumnChunk,
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadata,
} from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { blockBytesMax, pageValuesMax, parquetPageHeaderBytesMax } from '../../limits.ts'
import { isReadable, unknownCodec } from './codec.ts'
import { isShape, isZoned, type Leaf, leavesOf, plainElement } from './leaves.ts'
import { isFine, type Page, plainPage } from './page.ts'

interface Lying {
  bytes: number
  read(start: number, end: number): Promise<Uint8Array>
}

/**
 * What is to stand behind the file; undefined: DuckDB reads it as it is. Throws Quarantined for a codec that nobody reads,
 * and Error for pages that are none.
 */
export async function recoded(
  object: Lying,
  metadata: FileMetaData,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const leaves = leavesOf(metadata)
  const chunks = metadata.row_groups.flatMap(({ columns }) => columns)
  for (const { meta_data: meta } of chunks) {
    if (meta && !isReadable(meta.codec)) throw unknownCodec(meta.codec ?? 'a codec of no name')
  }
  const texts = await textLeaves(object, metadata, leaves)
  const isOurs = (chunk: ColumnChunk, place: number): boolean =>
    texts.has(place) || isUnread(chunk.meta_data)
  const isAny = metadata.row_groups.some(({ columns }) => columns.some(isOurs))
  const isShown = metadata.schema.some((one) => isShape(one) || isZoned(one)) || isGeo(metadata)
  return isAny || isShown || texts.size > 0
    ? behind(object, metadata, leaves, texts, isOurs)
    : undefined
}

/** Its columns would become geometries. https://geoparquet.org/releases/v1.1.0/ */
const isGeo = ({ key_value_metadata: words = [] }: FileMetaData): boolean =>
  words.some(({ key }) => key === 'geo')

/** Hadoop's LZ4, and the encoding by streams of bytes for all but floats. */
const isUnread = (meta: ColumnMetaData | undefined): boolean =>
  meta !== undefined &&
  (meta.codec === 'LZ4' ||
    (meta.encodings.includes('BYTE_STREAM_SPLIT') && !/^(FLOAT|DOUBLE)$/.test(meta.type)))

/** Columns that are text, by their places. */
async function textLeaves(object: Lying, { row_groups }: FileMetaData, leaves: Leaf[]) {
  const texts = new Set<number>()
  for (const [place, leaf] of leaves.entries()) {
    const chunks = row_groups.map(({ columns }) => columns[place])
    if (leaf.said === 'decimal') texts.add(place)
    else if (leaf.said && (await isAnyFine(object, chunks, leaf))) texts.add(place)
  }
  return texts
}

async function isAnyFine(object: Lying, chunks: (ColumnChunk | undefined)[], leaf: Leaf) {
  for (const chunk of chunks) {
    if (!chunk?.meta_data) continue
    for await (const page of pagesOf(object, chunk.meta_data)) {
      if (isFine(page, leaf, chunk.meta_data.codec)) return true
    }
  }
  return false
}

async function* behind(
  object: Lying,
  metadata: FileMetaData,
  leaves: Leaf[],
  texts: Set<number>,
  isOurs: (chunk: ColumnChunk, place: number) => boolean,
): AsyncGenerator<Uint8Array> {
  let at = object.bytes
  const groups: FileMetaData['row_groups'] = []
  for (const group of metadata.row_groups) {
    const columns: ColumnChunk[] = []
    for (const [place, chunk] of group.columns.entries()) {
      const { meta_data: meta } = chunk
      const [leaf, isText] = [leaves[place], texts.has(place)]
      if (!(leaf && meta && isOurs(chunk, place))) {
        columns.push(bare(chunk))
        continue
      }
      const [start, starts] = [at, new Map<string, number>()]
      for await (const page of pagesOf(object, meta)) {
        const kind = page.header.type === 'DICTIONARY_PAGE' ? 'dictionary' : 'data'
        if (!starts.has(kind)) starts.set(kind, at)
        const bytes = plainPage(page, leaf, meta.codec, isText)
        at += bytes.length
        yield bytes
      }
      columns.push(bare(chunk, { ...moved(meta, start, at, starts), ...(isText && asText) }))
    }
    groups.push({ ...group, columns, file_offset: undefined, total_compressed_size: undefined })
  }
  yield footer(metadata, groups, leaves, texts)
}

const asText = { type: 'BYTE_ARRAY' } as const

function moved(meta: ColumnMetaData, start: number, end: number, starts: Map<string, number>) {
  const dictionary = starts.get('dictionary')
  return {
    ...meta,
    codec: 'UNCOMPRESSED' as const,
    encodings: ['PLAIN', 'RLE', ...(dictionary === undefined ? [] : ['RLE_DICTIONARY' as const])],
    total_uncompressed_size: BigInt(end - start),
    total_compressed_size: BigInt(end - start),
    data_page_offset: BigInt(starts.get('data') ?? start),
    dictionary_page_offset: dictionary === undefined ? undefined : BigInt(dictionary),
  } as ColumnMetaData
}

/** Without what is known of its values: it is read once, from end to end. */
function bare(chunk: ColumnChunk, meta = chunk.meta_data): ColumnChunk {
  const { file_path, file_offset } = chunk
  if (!meta) return chunk
  const { type, encodings, path_in_schema, codec, num_values } = meta
  const { total_uncompressed_size, total_compressed_size } = meta
  const { data_page_offset, dictionary_page_offset } = meta
  return {
    ...(file_path !== undefined && { file_path }),
    file_offset,
    meta_data: {
      ...{ type, encodings, path_in_schema, codec, num_values },
      ...{ total_uncompressed_size, total_compressed_size, data_page_offset },
      ...(dictionary_page_offset !== undefined && { dictionary_page_offset }),
    },
  }
}

function footer(
  metadata: FileMetaData,
  row_groups: FileMetaData['row_groups'],
  leaves: Leaf[],
  texts: Set<number>,
): Uint8Array {
  const said = new Set([...texts].map((place) => leaves[place]!.element))
  const schema = metadata.schema.map((element) => plainElement(element, said.has(element)))
  const { version, num_rows, created_by } = metadata
  const writer = new ByteWriter()
  writeMetadata(writer, {
    ...{ version, schema, num_rows, row_groups, metadata_length: 0 },
    ...(created_by !== undefined && { created_by }),
  })
  writer.appendBytes(Buffer.from('PAR1'))
  const bytes = writer.getBytes()
  const again = parquetMetadata(Uint8Array.from(bytes), { geoparquet: false }).schema
  if (!isDeepStrictEqual(again, schema)) throw new Error('its schema could not be written again')
  return bytes
}

/** Data pages, behind their dictionary. */
async function* pagesOf(object: Lying, meta: ColumnMetaData): AsyncGenerator<Page> {
  const { data_page_offset: data, dictionary_page_offset: dictionary } = meta
  const isBefore = dictionary !== undefined && dictionary > 0n && dictionary < data
  let at = Number(isBefore ? dictionary : data)
  const end = Math.min(object.bytes, at + Number(meta.total_compressed_size))
  for (let left = Number(meta.num_values); left > 0; ) {
    const { header, bytes } = await headerAt(object, at, end)
    const size = header.compressed_page_size
    const start = at + bytes
    if (!(size >= 0 && start + size <= end)) throw new Error('a page breaks off')
    if (size > blockBytesMax) throw new Error(`a page of ${size} bytes`)
    at = start + size
    if (header.type === 'INDEX_PAGE') continue
    const { data_page_header: first, data_page_header_v2: second } = header
    const values = (first ?? second ?? header.dictionary_page_header)?.num_values ?? 0
    if (!(values >= 0 && values <= pageValuesMax)) throw new Error(`a page of ${values} values`)
    if (first ?? second) left -= values
    yield { header, body: await object.read(start, at) }
  }
}

const headerBytes = 4_096

async function headerAt({ read }: Lying, at: number, end: number) {
  if (at >= end) throw new Error('the pages of a column break off')
  for (let length = headerBytes; ; length *= 16) {
    const bytes = await read(at, Math.min(end, at + length))
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 }
    try {
      return { header: parquetHeader(reader), bytes: reader.offset }
    } catch (error) {
      if (at + length >= end || length >= parquetPageHeaderBytesMax) throw error // else it is longer
    }
  }
}
