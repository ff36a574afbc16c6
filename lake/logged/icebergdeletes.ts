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
  /** Files of values likewise; those of no partition are of all. */
  values: Map<string, { path: string; sequence: bigint; columns: string[] }[]>
}

/** Throws Error for deletes that are not read here; `pathOf`: in the table's folder, undefined outside; `nameOf`: what all files call a column. */
export function deletesOf(
  files: LiveFile[],
  pathOf: (uri: string) => string | undefined,
  nameOf: (id: number) => string | undefined,
): Deletes {
  const deletes: Deletes = { vectors: new Map(), positions: new Map(), values: new Map() }
  for (const file of files) {
    const { content: kind, file_format: format } = file.entry.data_file
    if (kind === content.data) continue
    const path = pathOf(file.path)
    const name = file.path.slice(-100)
    if (path === undefined)
      throw new Error(`rows are deleted by a file outside its folder, "${name}"`)
    if (kind === content.equalityDeletes) addValues(deletes, file, path, nameOf)
    else if (format.toUpperCase() === 'PUFFIN') addVector(deletes, file, path)
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

/** Nulls are equal to one another. https://iceberg.apache.org/spec/#equality-delete-files */
function addValues(
  { values }: Deletes,
  file: LiveFile,
  path: string,
  nameOf: (id: number) => string | undefined,
): void {
  const { file_format: format, equality_ids: ids } = file.entry.data_file
  if (format.toUpperCase() !== 'PARQUET') throw new Error(`rows are deleted by a file of ${format}`)
  const columns = ((ids ?? []) as number[]).map((id) => {
    const name = nameOf(id)
    if (name !== undefined) return name
    throw new Error('rows are deleted by values of a column that is no plain one of one name')
  })
  if (columns.length === 0) throw new Error('rows are deleted by values of no column')
  const key = Object.keys(file.partition).length === 0 ? everywhere : partitionOf(file)
  const sequence = BigInt(file.entry.sequence_number ?? 0)
  values.set(key, [...(values.get(key) ?? []), { path, sequence, columns }])
}

const everywhere = ''

const partitionOf = ({ specId, partition }: LiveFile): string =>
  JSON.stringify([specId, partition], (_, value) =>
    typeof value === 'bigint' ? `${value}` : value,
  )

/** Of a data file; where it has a vector, files of positions say nothing new of it. */
export function deletedOf(
  file: LiveFile,
  deletes: Deletes,
): Pick<Part, 'deleted' | 'positions' | 'values'> {
  const deleted = deletes.vectors.get(file.path)
  const values = valuesFor(file, deletes)
  if (deleted && values.length > 0) {
    throw new Error('rows of one file are deleted by a vector and by their values')
  }
  if (deleted) return { deleted }
  const sequence = BigInt(file.entry.sequence_number ?? 0)
  const own = (deletes.positions.get(partitionOf(file)) ?? []).filter(
    (one) => one.sequence >= sequence,
  )
  return {
    ...(own.length > 0 && {
      positions: { uri: file.path, paths: own.map(({ path }) => path).toSorted() },
    }),
    ...(values.length > 0 && { values }),
  }
}

/** Those that are newer than the file, by their columns. */
function valuesFor(file: LiveFile, { values }: Deletes): NonNullable<Part['values']> {
  const sequence = BigInt(file.entry.sequence_number ?? 0)
  const all = [...(values.get(everywhere) ?? []), ...(values.get(partitionOf(file)) ?? [])]
  const own = all.filter((one) => one.sequence > sequence)
  const groups = Map.groupBy(own, ({ columns }) => JSON.stringify(columns))
  return [...groups.values()]
    .map((group) => ({
      columns: group[0]!.columns,
      paths: group.map(({ path }) => path).toSorted(),
    }))
    .toSorted((a, b) => (a.columns.join() < b.columns.join() ? -1 : 1))
}

export const pathsOf = ({ vectors, positions, values }: Deletes): string[] => [
  ...new Set([
    ...[...vectors.values()].flatMap(({ path }) => path ?? []),
    ...[...positions.values()].flat().map(({ path }) => path),
    ...[...values.values()].flat().map(({ path }) => path),
  ]),
]
