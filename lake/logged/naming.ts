/** Tables whose files have other names for columns than the table: which of the file's is which of the table's. */
import type { Inspection } from '../inspect/inspection.ts'
import { namedColumns, spellingOf } from '../schema/names.ts'
import type { Column, Type } from '../schema/type.ts'
import { isPlain, type Names, type Naming } from './names.ts'

/** The inspection of a file with the columns of the table; what the table has no name for was dropped from it. */
export function asNamed(inspection: Inspection, names: Naming[]): Inspection {
  const { columns, parquet } = inspection
  if (!parquet) return inspection
  const found = namingsOf(columns, names)
  const places = found.map(({ column }) => columns.indexOf(column))
  const fields = found.map(({ column, naming }) => fieldOf(column, naming))
  const own = namedColumns(fields).map((named, i) => {
    const { reading } = found[i]!.column
    return reading ? { ...named, reading } : named
  })
  const nested = found.some(({ naming }) => !isPlain(naming.type))
  return {
    ...inspection,
    columns: own,
    parquet: { ...parquet, places, ...(nested && { names: heldBy(columns, names) }) },
  }
}

/** Those of what the file has: others of the table's files may call the same otherwise. */
const heldBy = (columns: Column[], names: Naming[]): Naming[] =>
  namingsOf(columns, names).map(({ column, naming }) => ({
    ...naming,
    type: heldIn(column.type, naming.type),
  }))

function heldIn(type: Type, names: Names): Names {
  if (typeof type === 'string' || names === 'plain') return names
  if ('list' in names) return { list: 'list' in type ? heldIn(type.list, names.list) : names.list }
  if ('map' in names) {
    if (!('map' in type)) return names
    return { map: [heldIn(type.map[0], names.map[0]), heldIn(type.map[1], names.map[1])] }
  }
  return 'struct' in type ? { struct: heldBy(type.struct, names.struct) } : names
}

function namingsOf(columns: Column[], names: Naming[]): { column: Column; naming: Naming }[] {
  const byFile = new Map(names.map((naming) => [naming.file, naming]))
  return columns.flatMap((column) => {
    const naming = byFile.get(spellingOf(column))
    return naming ? [{ column, naming }] : []
  })
}

const fieldOf = (column: Column, { as, type }: Naming): { original: string; type: Type } => ({
  original: as,
  type: typeAs(column.type, type),
})

function typeAs(type: Type, names: Names): Type {
  if (typeof type === 'string' || names === 'plain') return type
  if ('list' in type) return 'list' in names ? { list: typeAs(type.list, names.list) } : type
  if ('map' in type) {
    if (!('map' in names)) return type
    return { map: [typeAs(type.map[0], names.map[0]), typeAs(type.map[1], names.map[1])] }
  }
  if (!('struct' in names)) return type
  const found = namingsOf(type.struct, names.struct)
  const fields = found.map(({ column, naming }) => fieldOf(column, naming))
  return { struct: namedColumns(fields, [], 'member') }
}
