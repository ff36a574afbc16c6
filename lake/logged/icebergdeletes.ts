/** Rows that an Iceberg table deletes: which of its files say so of each data file. https://iceberg.apache.org/spec/#delete-formats */
import type { LiveFile } from '../iceberg/live.ts'
import { content } from '../iceberg/manifest.ts'
import { deletedRowsMax } from '../limits.ts'
import { checkBytes, lengthBytes } from './deltavector.ts'
import type { Part } from './logged.ts'
import type { Vector } from './vector.ts'

export interface Deletes {
  /** By the URI of the data file. */
  vectors: Map<string, Vector>
  /** Files of positions by the partition whose data files they are of, with the number of their commit. */
  positions: Map<string, { path: string; sequence: bigint }[]>
}

/** Throws Error for deletes that are not read here; `pathOf`: in the table's folder, undefined outside. */
export function deletesOf(files: LiveFile[], pathOf: (uri: string) => string | undefined): Deletes {
  const deletes: Deletes = { vectors: new Map(), positions: new Map() }
  for (const file of files) {
    const { content: kind, file_format: format } = file.entry.data_file
    if (kind === content.data) continue
    const path = pathOf(file.path)
    const name = file.path.slice(-100)
    if (kind !== content.positionDeletes)
      throw new Error(`rows are deleted by their values, "${name}"`)
    if (path === undefined)
      throw new Error(`rows are deleted by a file outside its folder, "${name}"`)
    if (format.toUpperCase() === 'PUFFIN') addVector(deletes, file, path)
    else if (format.toUpperCase() === 'PARQUET') addPositions(deletes, file, path)
    else throw new Error(`rows are deleted by a file of ${format}`)
  }
  return deletes
}

/** Framed as Delta's. https://iceberg.apache.org/puffin-spec/#deletion-vector-v1-blob-type */
function addVector({ vectors }: Deletes, { entry, records }: LiveFile, path: string): void {
  const { data_file: file } = entry
  const uri = file.referenced_data_file
  const [at, bytes] = [Number(file.content_offset), Number(file.content_size_in_bytes)]
  const frame = lengthBytes + checkBytes
  if (typeof uri !== 'string' || vectors.has(uri) || !(at >= 0 && bytes > frame)) {
    throw new Error('a deletion vector is not of one data file')
  }
  if (records > deletedRowsMax) throw new Error(`${records} rows of a file are deleted`)
  vectors.set(uri, { path, at, bytes: bytes - frame, rows: records })
}

function addPositions({ positions }: Deletes, file: LiveFile, path: string): void {
  const key = partitionOf(file)
  const sequence = BigInt(file.entry.sequence_number ?? 0)
  positions.set(key, [...(positions.get(key) ?? []), { path, sequence }])
}

const partitionOf = ({ specId, partition }: LiveFile): string =>
  JSON.stringify([specId, partition], (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  )

/** Of a data file; where it has a vector, files of positions say nothing new of it. */
export function deletedOf(file: LiveFile, deletes: Deletes): Pick<Part, 'deleted' | 'positions'> {
  const deleted = deletes.vectors.get(file.path)
  if (deleted) return { deleted }
  const sequence = BigInt(file.entry.sequence_number ?? 0)
  const own = (deletes.positions.get(partitionOf(file)) ?? []).filter(
    (one) => one.sequence >= sequence,
  )
  if (own.length === 0) return {}
  return { positions: { uri: file.path, paths: own.map(({ path }) => path).toSorted() } }
}

export const pathsOf = ({ vectors, positions }: Deletes): string[] => [
  ...new Set([
    ...[...vectors.values()].flatMap(({ path }) => path ?? []),
    ...[...positions.values()].flat().map(({ path }) => path),
  ]),
]
