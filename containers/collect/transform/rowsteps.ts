/** Steps over a row, each as it is compiled once for a source. */
import { createHmac } from 'node:crypto'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Step } from '../../../schemas/sources/transform.ts'
import { expressionOf } from './expression.ts'
import { isIn, spelt, withEach } from './fields.ts'
import { patternOf } from './pattern.ts'
import { Refused } from './refused.ts'
import { computable, isRow, type Row, textOf, type Value } from './value.ts'

export interface RowStep {
  /** Undefined: it does not land. Throws Refused. */
  row(row: Row): Row | undefined | Promise<Row | undefined>
  /** Columns of a table whose rows all have the same. Throws Refused for one that it does not have. */
  columns(names: string[]): string[]
  /** Names that it hides, and that no row has had so far. */
  unseen?(): string[]
}

const saltLengthMin = 16

type Secret = (name: string) => string

/** Throws where a secret, a schema or an expression is none. Undefined: it is no step over a row. */
export function rowStepOf(step: Step, secret: Secret): RowStep | undefined {
  const { select, drop, rename, mask, hash, filter, set, validate } = step
  if (select) return selecting(select)
  if (drop) return dropping(drop)
  if (rename) return renaming(rename)
  if (mask) return ofEach(mask.fields, masked(mask.keep))
  if (hash) return ofEach(hash.fields, hashed(secret(hash.salt), hash.salt))
  if (filter !== undefined) return filtering(filter)
  if (set) return setting(set)
  if (validate) return validating(validate)
  return undefined
}

function there(names: readonly string[], columns: string[]): void {
  const missing = names.find((name) => !isIn(name, columns))
  if (missing !== undefined) throw new Refused(`There is no column "${missing}".`)
}

const picked = (row: Row, names: string[]): Row =>
  Object.fromEntries(names.map((name) => [name, row[name] ?? null]))

const selecting = (names: string[]): RowStep => ({
  row: (row) => picked(row, spelt(names, Object.keys(row))),
  columns(columns) {
    there(names, columns)
    return spelt(names, columns)
  },
})

const dropping = (names: string[]): RowStep => ({
  ...changing(names, () => undefined),
  columns(columns) {
    there(names, columns)
    return columns.filter((column) => !isIn(column, names))
  },
})

function renaming(names: Record<string, string>): RowStep {
  const to = new Map(Object.entries(names).map(([from, name]) => [from.toLowerCase(), name]))
  const renamed = (name: string): string => to.get(name.toLowerCase()) ?? name
  return {
    row(row) {
      const entries = Object.entries(row).map(([name, value]): [string, Value] => [
        renamed(name),
        value,
      ])
      const own = new Set(entries.map(([name]) => name))
      if (own.size < entries.length)
        throw new Refused('Two fields would have one name after "rename".')
      return Object.fromEntries(entries)
    },
    columns(columns) {
      there([...to.keys()], columns)
      const after = columns.map(renamed)
      if (new Set(after).size < after.length)
        throw new Refused('Two columns would have one name after "rename".')
      return after
    },
  }
}

const ofEach = (names: string[], change: (value: Exclude<Value, null>) => string): RowStep => ({
  ...changing(names, (value) => (value === null ? null : change(value))),
  columns(columns) {
    there(names, columns)
    return columns
  },
})

function changing(names: string[], change: (value: Value) => Value | undefined) {
  const seen = new Set<string>()
  let hasRows = false
  return {
    row(row: Row): Row {
      hasRows = true
      const changed = (rest: Row, name: string) =>
        withEach(rest, name, (value) => {
          seen.add(name)
          return change(value)
        })
      return names.reduce(changed, row)
    },
    unseen: () => (hasRows ? names.filter((name) => !seen.has(name)) : []),
  }
}

const masked =
  (keep: number) =>
  (value: Exclude<Value, null>): string => {
    const letters = typeof value === 'object' ? [] : [...textOf(value)]
    const isLong = keep > 0 && letters.length >= 2 * keep
    return `****${isLong ? letters.slice(-keep).join('') : ''}`
  }

function hashed(salt: string, name: string) {
  if (salt.length < saltLengthMin)
    throw new Error(
      `the secret "${name}" has less than ${saltLengthMin} letters: values could be tried`,
    )
  return (value: Exclude<Value, null>): string =>
    createHmac('sha256', salt).update(textOf(value)).digest('hex')
}

function filtering(text: string): RowStep {
  const isWanted = expressionOf(text, `the filter "${text}"`)
  return {
    async row(row) {
      const found = await isWanted(row)
      if (typeof found === 'boolean') return found ? row : undefined
      throw new Refused('The filter is neither true nor false of it.')
    },
    columns: (columns) => columns,
  }
}

function setting(said: Record<string, string>): RowStep {
  const fields = Object.entries(said).map(
    ([name, text]) => [name, expressionOf(text, `"${name}" by "${text}"`)] as const,
  )
  return {
    async row(row) {
      const own = Object.keys(row)
      const values: [string, Value][] = []
      for (const [name, expression] of fields) {
        const value = (await expression(row)) as Value | undefined
        values.push([spelt([name], own)[0] ?? name, value ?? null])
      }
      return Object.fromEntries([...Object.entries(row), ...values])
    },
    columns: (columns) => [
      ...columns,
      ...fields.map(([name]) => name).filter((name) => !isIn(name, columns)),
    ],
  }
}

function validating(schema: Record<string, unknown>): RowStep {
  const code = { regExp: patternOf }
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true, code })
  addFormats.default(ajv)
  const validate = compiled(ajv, schema)
  return {
    row(row) {
      if (validate(computable(row, false))) return row
      const [fault] = validate.errors ?? []
      const where = fault?.schemaPath ?? ''
      throw new Refused(
        `It does not meet the schema (${where}).`,
        `It does not meet the schema: ${fault?.instancePath ?? ''} ${fault?.message ?? ''} (${where}).`,
      )
    },
    columns: (columns) => columns,
  }
}

function compiled(ajv: Ajv2020, schema: Record<string, unknown>) {
  try {
    return ajv.compile(schema)
  } catch (error) {
    throw new Error(`"validate" is no JSON Schema: ${(error as Error).message}`)
  }
}

/** Whether a row is one at all. Throws Refused. */
export function rowIn(value: Value): Row {
  if (isRow(value)) return value
  throw new Refused('It is no object.')
}
