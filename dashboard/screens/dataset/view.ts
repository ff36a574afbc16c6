/** What of a dataset is looked at: kept in the URL, asked of the API, and said in SQL. Pure. */
import type { Column } from '../../api/types.ts'

export interface View {
  select: string[]
  /** `column:operator:value`, as the API takes them. */
  where: string[]
  /** `-rows`, …: one column, or none. */
  sort: string
  cursor: string
}

export const pageRows = 100

export function viewOf(query: URLSearchParams): View {
  return {
    select: (query.get('select') ?? '').split(',').filter(Boolean),
    where: query.getAll('where'),
    sort: query.get('sort') ?? '',
    cursor: query.get('cursor') ?? '',
  }
}

export function rowsUrl(name: string, { select, where, sort, cursor }: View): string {
  const query = new URLSearchParams({ limit: String(pageRows) })
  if (select.length > 0) query.set('select', select.join(','))
  for (const one of where) query.append('where', one)
  if (sort) query.set('sort', sort)
  if (cursor) query.set('cursor', cursor)
  return `/v1/datasets/${name}/rows?${query}`
}

export interface Condition {
  column: string
  isNot: boolean
  operator: string
  value: string
}

export function conditionOf(where: string): Condition {
  const [, column = '', not, operator = '', value = ''] =
    /^([^:]*):(not\.)?(\w+):([\s\S]*)$/.exec(where) ?? []
  return { column, isNot: not !== undefined, operator, value }
}

/** The operators that are offered, in words; the API knows more, and what the URL says is kept. */
export const operators: [operator: string, words: string][] = [
  ['eq', 'is'],
  ['not.eq', 'is not'],
  ['gt', 'above'],
  ['gte', 'at least'],
  ['lt', 'below'],
  ['lte', 'at most'],
  ['ilike', 'is like'],
  ['in', 'one of'],
  ['is', 'is null'],
]

const spoken: Record<string, string> = {
  ...Object.fromEntries(operators),
  like: 'is like',
  'not.like': 'is not like',
  'not.ilike': 'is not like',
  'not.in': 'none of',
  'not.is': 'is not',
  between: 'between',
  is: 'is',
}

/** The column of that name, in SQL or in its files. */
const columnIn = (columns: Column[], name: string): Column | undefined =>
  columns.find((column) => column.name === name) ??
  columns.find((column) => column.original === name)

/** Marks that keep a name of another script from turning what stands beside it. */
const isolated = (name: string): string => `\u2068${name}\u2069`

export function conditionText(where: string, columns: Column[] = []): string {
  const { column, isNot, operator, value } = conditionOf(where)
  const known = spoken[`${isNot ? 'not.' : ''}${operator}`]
  const words = known ?? `${isNot ? 'not ' : ''}${spoken[operator] ?? operator}`
  const { original = column } = columnIn(columns, column) ?? {}
  const shown = /^[ -~]*$/.test(original) ? original : isolated(original)
  return `${shown} ${words} ${operator === 'in' ? value.replaceAll(',', ', ') : value}`
}

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

function literal(type: string, value: string): string {
  if (/^(bigint|int|integer|smallint|tinyint|double|float|real|decimal)/.test(type)) return value
  if (type === 'boolean') return value
  if (type === 'date') return `DATE ${text(value)}`
  if (type.startsWith('timestamp'))
    return `TIMESTAMP ${text(value.replace('T', ' ').replace('Z', ''))}`
  return text(value)
}

const comparisons: Record<string, string> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
}

function conditionSql(where: string, columns: Column[]): string {
  const { column, isNot, operator, value } = conditionOf(where)
  const known = columnIn(columns, column)
  const type = known?.type ?? 'varchar'
  const name = identifier(known?.name ?? column)
  const of = (one: string): string => literal(type, one)
  const [low = '', high = ''] = value.split(',')
  const pattern = (): string =>
    text(value.replaceAll('%', '\\%').replaceAll('_', '\\_').replaceAll('*', '%'))
  const spelt: Record<string, () => string> = {
    in: () => `${name} IN (${value.split(',').map(of).join(', ')})`,
    between: () => `${name} BETWEEN ${of(low)} AND ${of(high)}`,
    like: () => `${name} LIKE ${pattern()} ESCAPE '\\'`,
    ilike: () => `lower(${name}) LIKE lower(${pattern()}) ESCAPE '\\'`,
    is: () => `${name} IS ${value.toUpperCase()}`,
  }
  const said = spelt[operator]?.() ?? `${name} ${comparisons[operator] ?? '='} ${of(value)}`
  return isNot ? `NOT (${said})` : said
}

/** The same rows for Athena, in the same order. */
export function viewSql(table: string, columns: Column[], { select, where, sort }: View): string {
  const called = (name: string): string => identifier(columnIn(columns, name)?.name ?? name)
  const lines = [`SELECT ${select.map(called).join(', ') || '*'}`, `FROM ${table}`]
  if (where.length > 0)
    lines.push(`WHERE ${where.map((one) => conditionSql(one, columns)).join('\n  AND ')}`)
  if (sort)
    lines.push(`ORDER BY ${called(sort.replace(/^-/, ''))}${sort.startsWith('-') ? ' DESC' : ''}`)
  return [...lines, `LIMIT ${pageRows}`].join('\n')
}
