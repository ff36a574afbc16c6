/**
 * Whether Athena reads an Avro object as the lake does: by the table's own schema, which names each field as its column.
 * https://docs.aws.amazon.com/athena/latest/ug/avro-serde.html
 */
import type { Inspection } from '../inspect/inspection.ts'
import type { Reason } from '../problem.ts'
import { mergeColumns } from '../schema/merge.ts'
import type { Column } from '../schema/type.ts'
import { type AvroRecord, avroLiteral, isNamed } from './avroschema.ts'
import { differing, type ObjectShape, type ObjectVerdict } from './rawshape.ts'

/** https://docs.aws.amazon.com/athena/latest/ug/compression-support-hive.html */
const codecs = new Set(['null', 'deflate', 'snappy', 'bzip2'])

export function avroObject({ avro, columns }: Inspection): ObjectVerdict {
  if (!avro) return { withheld: unseen }
  if (!codecs.has(avro.codec)) return { withheld: unreadableCodec(avro.codec) }
  if ('foreignType' in avro) return { withheld: foreign(avro.foreignType) }
  return calledAvro({ serdes: ['avro'], columns, avro: avro.record })
}

/** The fields are found by the names of the columns, which another column may have taken from one. */
export function calledAvro(shape: ObjectShape): ObjectVerdict {
  const names = new Set(shape.avro?.fields.map(({ name }) => name))
  const column = shape.columns.find(
    ({ name, original }) => original !== undefined || !names.has(name),
  )
  return column ? { withheld: unreachable(column) } : shape
}

/** Fields by name: what one object lacks is NULL. Two types of one field are one only where Avro widens both to the lake's. */
export function joinAvro(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  const joined = joinedRecords(a.avro!, b.avro!)
  if ('withheld' in joined) return joined
  return { serdes: ['avro'], columns: mergeColumns(a.columns, b.columns), avro: joined.avro }
}

function joinedRecords(a: AvroRecord, b: AvroRecord): { avro: AvroRecord } | { withheld: Reason } {
  const [first, second] = avroLiteral(a) <= avroLiteral(b) ? [a, b] : [b, a]
  const own = new Map(first.fields.map(({ name, type }) => [name, JSON.stringify(type)]))
  const more = second.fields.filter(({ name }) => !own.has(name))
  const other = second.fields.find(
    ({ name, type }) => own.has(name) && own.get(name) !== JSON.stringify(type),
  )
  const spelt = (record: AvroRecord): string => avroLiteral(record).slice(0, 100)
  if (other) {
    const words = [own.get(other.name)!, JSON.stringify(other.type)]
    return {
      withheld: differing('avro.schemas-differ', `field "${other.name}"`, words[0]!, words[1]!),
    }
  }
  // A name may be defined once, and before it is used: no order of objects may say which that is.
  const lacking = first.fields.filter(({ name }) => !second.fields.some((one) => one.name === name))
  const isPlain = ![...more, ...lacking].some(({ type }) => isNamed(type))
  const isSameSpace = first.name === second.name && first.namespace === second.namespace
  const hasNames = [...first.fields, ...second.fields].some(({ type }) => isNamed(type))
  if (!isPlain || (hasNames && !isSameSpace)) {
    return { withheld: differing('avro.schemas-differ', 'schema', spelt(first), spelt(second)) }
  }
  if (more.length === 0 && lacking.length === 0 && isSameSpace && !isReordered(first, second)) {
    return { avro: first }
  }
  const named = first.fields.filter(({ type }) => isNamed(type))
  if (
    isReordered(
      { ...first, fields: named },
      { ...second, fields: second.fields.filter(({ type }) => isNamed(type)) },
    )
  ) {
    return { withheld: differing('avro.schemas-differ', 'schema', spelt(first), spelt(second)) }
  }
  const plain = [...first.fields.filter(({ type }) => !isNamed(type)), ...more]
  const sorted = plain.toSorted((left, right) => (left.name < right.name ? -1 : 1))
  const [lead] = [first, second].toSorted((left, right) => (idOf(left) <= idOf(right) ? -1 : 1))
  return { avro: { ...lead!, fields: [...named, ...sorted] } }
}

const idOf = ({ name, namespace = '' }: AvroRecord): string => `${namespace}.${name}`

const isReordered = (a: Pick<AvroRecord, 'fields'>, b: Pick<AvroRecord, 'fields'>): boolean =>
  a.fields.map(({ name }) => name).join() !== b.fields.map(({ name }) => name).join()

const unseen: Reason = {
  code: 'avro.unseen',
  detail: 'The schema of the object was not seen.',
  remedy: 'Land it again.',
}

const unreadableCodec = (codec: string): Reason => ({
  code: 'avro.codec',
  detail: `The blocks are compressed with ${codec}, which Athena does not read in Avro.`,
  remedy: 'Write Avro with deflate, snappy or bzip2, or query the table in lake.',
})

const foreign = (type: string): Reason => ({
  code: 'avro.type',
  detail: `The schema has ${type}: it is not known that Athena reads it as the lake does.`,
  remedy: 'Query the table in lake, or write the field as another type.',
})

const unreachable = ({ name, original = name }: Column): Reason => ({
  code: 'avro.column-name',
  detail: `The field "${original.slice(0, 100)}" is no field by the name of its column ("${name}"), by which Athena would look for it.`,
  remedy: 'Name fields with small letters, digits and _, or query the table in lake.',
})
