/** ORC's types as Parquet's elements, and each value as the writer takes it, or as a part of a JSON text. */
import type { SchemaElement } from 'hyparquet'
import { jsonDepthMax } from '../../limits.ts'
import { decimalLeaf, leafOf, leaves, listOf, mapOf, structOf, timestampLeaf } from '../element.ts'
import { dayText, decimalText, jsonText, momentText } from '../valuetext.ts'
import { kinds, type Moment } from './column.ts'
import { corrupt } from './fault.ts'
import type { OrcType } from './tail.ts'

export interface OrcWriting {
  elements(name: string): SchemaElement[]
  /** Of a value that is there. */
  write(value: unknown): unknown
  /** Likewise; what JSON has, or a text. */
  say(value: unknown): unknown
}

const same = (value: unknown): unknown => value
const big = (value: unknown): bigint => BigInt(value as bigint)

const leaf = (
  element: Parameters<typeof leafOf>[1],
  write: OrcWriting['write'] = same,
  say: OrcWriting['say'] = write,
): OrcWriting => ({ elements: (name) => [leafOf(name, element)], write, say })

const orNull = (write: OrcWriting['write'], value: unknown): unknown =>
  value === null || value === undefined ? null : write(value)

const plain: Record<string, OrcWriting> = {
  boolean: leaf(leaves.boolean),
  byte: leaf(leaves.int),
  short: leaf(leaves.int, Number),
  int: leaf(leaves.int, Number),
  long: leaf(leaves.long, big),
  float: leaf(leaves.float),
  double: leaf(leaves.double),
  string: leaf(leaves.string),
  varchar: leaf(leaves.string),
  char: leaf(leaves.string),
  binary: leaf(leaves.binary),
  date: leaf(leaves.date, Number, (value) => dayText(big(value))),
}

/** `isFine`: which columns hold times that microseconds do not. */
export function writingOf(
  type: OrcType,
  isFine: (column: number) => boolean,
  depth = 0,
): OrcWriting {
  if (depth > jsonDepthMax) throw corrupt('types that nest too deep')
  const kind = kinds[type.kind] ?? ''
  if (plain[kind]) return plain[kind]
  if (kind === 'decimal') return decimalOf(type)
  if (kind === 'timestamp' || kind === 'instant') {
    return momentOf(kind === 'instant', isFine(type.id))
  }
  const children = type.children.map((child) => writingOf(child, isFine, depth + 1))
  const [first, second] = children
  if (kind === 'list' && first) return listType(first)
  if (kind === 'map' && first && second) return mapType(first, second)
  if (kind === 'struct') return structType(type, children)
  if (kind === 'union') return textOf(unionSaid(children))
  throw corrupt(`the type ${kind || type.kind}`)
}

const textOf = (say: OrcWriting['say']): OrcWriting =>
  leaf(
    leaves.string,
    (value) => {
      const said = say(value)
      return said === null || typeof said === 'string' ? said : jsonText(said)
    },
    say,
  )

/** Of Hive's first versions none is declared. */
function decimalOf({ precision, scale }: OrcType): OrcWriting {
  const say = (value: unknown): string => decimalText(big(value), scale)
  const isSound = precision > 0 && precision <= 38 && scale <= precision
  return isSound ? leaf(decimalLeaf(precision, scale), big, say) : leaf(leaves.string, say)
}

function momentOf(isInstant: boolean, isFine: boolean): OrcWriting {
  const nanosOf = ({ seconds, nanos }: Moment): bigint =>
    BigInt(seconds) * 1_000_000_000n + BigInt(nanos)
  const say = (value: unknown): string =>
    momentText(nanosOf(value as Moment), 'NANOS') + (isInstant ? 'Z' : '')
  if (isFine) return leaf(leaves.string, say)
  const micros = (value: unknown): bigint => nanosOf(value as Moment) / 1_000n
  return leaf(timestampLeaf('MICROS', isInstant), micros, say)
}

const listType = (item: OrcWriting): OrcWriting => ({
  elements: (name) => listOf(name, item.elements('element')),
  write: (value) => (value as unknown[]).map((one) => orNull(item.write, one)),
  say: (value) => (value as unknown[]).map((one) => orNull(item.say, one)),
})

/** A key that is no plain value is its text. */
function mapType(key: OrcWriting, value: OrcWriting): OrcWriting {
  const own = key.elements('key').length === 1 ? key : textOf(key.say)
  const pairs = (
    entries: unknown,
    keySaid: OrcWriting['write'],
    valueSaid: OrcWriting['write'],
  ): { key: unknown; value: unknown }[] =>
    (entries as [unknown, unknown][]).map(([name, of]) => {
      if (name === null) throw corrupt('a map with a key that is NULL')
      return { key: keySaid(name), value: orNull(valueSaid, of) }
    })
  return {
    elements: (name) => mapOf(name, own.elements('key')[0]!, value.elements('value')),
    write: (entries) => pairs(entries, own.write, value.write),
    say: (entries) => pairs(entries, own.say, value.say),
  }
}

function structType({ names }: OrcType, children: OrcWriting[]): OrcWriting {
  const members = (value: unknown, how: 'write' | 'say'): object =>
    Object.fromEntries(
      children.map((child, i) => [names[i]!, orNull(child[how], (value as unknown[])[i])]),
    )
  const say = (value: unknown): object => members(value, 'say')
  if (children.length === 0) return textOf(say)
  return {
    elements: (name) =>
      structOf(
        name,
        children.map((child, i) => child.elements(names[i]!)),
      ),
    write: (value) => members(value, 'write'),
    say,
  }
}

const unionSaid =
  (children: OrcWriting[]): OrcWriting['say'] =>
  (value) => {
    const [tag, of] = value as [number, unknown]
    const child = children[tag]
    if (!child) throw corrupt(`branch ${tag} of a union of ${children.length}`)
    return orNull(child.say, of)
  }
