/** Trino's types as Hive's metastore spells them. */
import type { Type } from './type.ts'

const words: Partial<Record<Type['kind'], string>> = {
  boolean: 'boolean',
  tinyint: 'tinyint',
  smallint: 'smallint',
  integer: 'int',
  bigint: 'bigint',
  real: 'float',
  double: 'double',
  date: 'date',
  varbinary: 'binary',
}

/** Undefined where Hive has no such type: a time, a moment with a zone, JSON. */
export function hiveType(type: Type): string | undefined {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'varchar':
      return type.length === undefined ? 'string' : `varchar(${Math.max(1, type.length)})`
    case 'char':
      return `char(${type.length})`
    case 'timestamp':
      return type.zone === undefined ? 'timestamp' : undefined
    case 'array':
      return wrapped('array', [hiveType(type.element)])
    case 'map':
      return wrapped('map', [hiveType(type.key), hiveType(type.value)])
    case 'row': {
      const fields = type.fields.map(({ name, type: inner }) => {
        const spelt = hiveType(inner)
        return name === undefined || spelt === undefined ? undefined : `${name}:${spelt}`
      })
      return wrapped('struct', fields)
    }
    default:
      return words[type.kind]
  }
}

const wrapped = (word: string, parts: (string | undefined)[]): string | undefined =>
  parts.includes(undefined) ? undefined : `${word}<${parts.join()}>`
