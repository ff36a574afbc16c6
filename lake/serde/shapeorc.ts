/**
 * Whether Athena reads an ORC object as the lake does: its columns by their places, its members by their names.
 * https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
 */
import type { Inspection } from '../inspect/inspection.ts'
import type { Reason } from '../problem.ts'
import { kinds } from '../render/orc/column.ts'
import type { OrcType } from '../render/orc/tail.ts'
import { spellingOf } from '../schema/names.ts'
import { glueType } from '../schema/spelling.ts'
import type { Column } from '../schema/type.ts'
import { differing, type ObjectShape, type ObjectVerdict } from './rawshape.ts'
import { renamedWithin } from './shapeparquet.ts'

/** None, zlib, Snappy, LZ4, Zstandard. https://docs.aws.amazon.com/athena/latest/ug/compression-support-hive.html */
const codecs = new Set([0, 1, 2, 4, 5])

export function orcObject({ orc, columns }: Inspection): ObjectVerdict {
  if (!orc || columns.length === 0) return { withheld: unseen }
  if (!codecs.has(orc.codec)) return { withheld: unreadableCodec }
  if (orc.foreignType !== undefined) return { withheld: foreign(orc.foreignType) }
  const renamed = renamedWithin(columns)
  return renamed ? { withheld: unreachable(renamed) } : { serdes: ['orc'], columns }
}

/** Read by Athena's engine otherwise than by others: times before 1970 end its queries, unions are structs, texts of a length are padded. */
const foreignKinds = new Set(['timestamp', 'instant', 'union', 'char', 'varchar'])

/** The first type of which it is not known that Athena reads it as the lake does, in ORC's words. */
export function foreignOrc(root: OrcType): string | undefined {
  if (kinds[root.kind] !== 'struct') return `${kinds[root.kind]} in the place of a struct`
  return root.children.map(foreignIn).find((found) => found !== undefined)
}

function foreignIn({ kind, children, precision, scale }: OrcType): string | undefined {
  const word = kinds[kind] ?? String(kind)
  if (foreignKinds.has(word)) return word
  if (word === 'struct' && children.length === 0) return 'struct without members'
  if (word === 'decimal' && !(precision > 0 && precision <= 38 && scale <= precision)) {
    return 'decimal without digits'
  }
  if (word === 'map' && ['list', 'map', 'struct'].includes(kinds[children[0]?.kind ?? -1] ?? '')) {
    return 'map of keys that are no plain values'
  }
  return children.map(foreignIn).find((found) => found !== undefined)
}

/** Columns have places and no names: those of one must begin with those of the other. */
export function joinOrc(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  const [shorter, longer] = a.columns.length <= b.columns.length ? [a, b] : [b, a]
  const said = (column: Column): string =>
    `${spellingOf(column).toLowerCase()} ${glueType(column.type)}`
  const at = shorter.columns.findIndex((column, i) => said(column) !== said(longer.columns[i]!))
  if (at < 0) return longer
  const [first, second] = [shorter, longer].map(({ columns }) => `${at + 1}, ${said(columns[at]!)}`)
  return { withheld: differing('orc.columns-differ', 'column', first!, second!) }
}

const unseen: Reason = {
  code: 'orc.unseen',
  detail: 'The columns of the object were not seen.',
  remedy: 'Query the table in lake, or land smaller files.',
}

const unreadableCodec: Reason = {
  code: 'orc.codec',
  detail: 'The stripes are compressed by a codec that Athena does not read.',
  remedy: 'Write ORC with zlib, Snappy, LZ4 or Zstandard, or query the table in lake.',
}

const foreign = (type: string): Reason => ({
  code: 'orc.type',
  detail: `A column is of ORC's type ${type}: it is not known that Athena reads it as the lake does.`,
  remedy: 'Query the table in lake, or write the column as another type.',
})

const unreachable = ({ name, original = name }: Column): Reason => ({
  code: 'orc.member-name',
  detail: `The member "${original.slice(0, 100)}" cannot be reached by a name that Athena allows ("${name}").`,
  remedy: 'Name members with letters, digits and _, or query the table in lake.',
})
