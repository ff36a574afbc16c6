import { malformed } from './error.ts'
import { type Grammar, type Token, tokenize } from './lexer.ts'

/** Of what kind a statement is, in Athena's StatementType and SubstatementType. */
export interface Statement {
  type: 'DML' | 'DDL' | 'UTILITY'
  /** Such as `SELECT`, `CREATE_TABLE_AS_SELECT`, `SHOW_PARTITIONS`. */
  sub: string
  /** The statement without what surrounds it: comments, spaces, the last semicolon. */
  text: string
}

const dml = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'UNLOAD', 'OPTIMIZE', 'VACUUM'])
const reading = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', '('])
const prepared = new Set(['PREPARE', 'DEALLOCATE'])
const ddl = new Set(['CREATE', 'ALTER', 'DROP', 'MSCK'])
const utility = new Set(['SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'ANALYZE'])
/** What may stand between the verb and its object: `CREATE OR REPLACE EXTERNAL TABLE`. */
const adverbs = new Set(['OR', 'REPLACE', 'EXTERNAL', 'TEMPORARY', 'IF', 'NOT', 'EXISTS'])
const hiveVerbs = new Set(['CREATE', 'ALTER', 'DROP', 'MSCK', 'SHOW', 'DESCRIBE', 'DESC'])

/** Substatement types of those whose result is how many rows they wrote. */
export const writingRows: ReadonlySet<string> = new Set([
  ...['CREATE_TABLE_AS_SELECT', 'INSERT', 'UNLOAD', 'UPDATE', 'DELETE', 'MERGE'],
])

/** Says what one statement is; AthenaError for none, for two, and for a verb that Athena has not. */
export function classify(sql: string): Statement {
  const { tokens, last } = oneStatement(sql)
  const first = tokens[0] as Token
  const end = last.offset + last.source.length
  const verb = first.kind === 'word' || first.text === '(' ? first.text : ''
  const words = tokens.filter(({ kind }) => kind === 'word').map(({ text }) => text)
  const kind = kindOf(verb, words)
  if (!kind) {
    const choices = "'ALTER', 'CREATE', 'DESCRIBE', 'EXPLAIN', 'INSERT', 'SHOW', <query>"
    throw malformed(`mismatched input '${first.source}'. Expecting: ${choices}`, first)
  }
  return { ...kind, text: sql.slice(first.offset, end) }
}

function kindOf(verb: string, words: string[]): Omit<Statement, 'text'> | undefined {
  if (reading.has(verb) || verb === 'EXECUTE') return { type: 'DML', sub: 'SELECT' }
  if (dml.has(verb)) return { type: 'DML', sub: verb }
  if (prepared.has(verb)) return { type: 'DDL', sub: verb }
  const object = words.slice(1).find((word) => !adverbs.has(word)) ?? ''
  if (ddl.has(verb)) return { type: 'DDL', sub: ddlName(verb, object, words) }
  if (!utility.has(verb)) return undefined
  if (verb === 'EXPLAIN') return { type: 'UTILITY', sub: 'EXPLAIN' }
  if (verb === 'SHOW') return { type: 'UTILITY', sub: `SHOW_${object}` }
  return { type: 'UTILITY', sub: verb === 'ANALYZE' ? 'ANALYZE' : 'DESCRIBE_TABLE' }
}

function ddlName(verb: string, object: string, words: string[]): string {
  if (verb === 'MSCK') return 'MSCK_REPAIR'
  const name = object === 'SCHEMA' ? 'DATABASE' : object
  const reads = words.some((word, place) => {
    const before = words[place - 1]
    return before === 'AS' && reading.has(word)
  })
  return verb === 'CREATE' && name === 'TABLE' && reads
    ? 'CREATE_TABLE_AS_SELECT'
    : `${verb}_${name}`
}

function oneStatement(sql: string): { tokens: Token[]; last: Token } {
  const tokens = tokenize(sql, grammarOf(sql))
  const stop = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === ';')
  const length = stop < 0 ? tokens.length - 1 : stop
  if (length === 0) throw malformed('Query is empty', tokens[0])
  const after = stop < 0 ? [] : tokens.slice(stop, -1)
  if (after.some(({ text }) => text !== ';')) {
    throw malformed(`Only one sql statement is allowed. Got: ${sql}`)
  }
  return { tokens: tokens.slice(0, length), last: tokens[length - 1] as Token }
}

const starting = /^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)*([a-z]+)([\s\S]*)$/i
const reads = /\bas(?:[\s(]|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:select|with|values|table)\b/i

/** Athena gives what Hive has to Hive, and the rest to Trino; a CTAS and a view are Trino's. */
export function grammarOf(sql: string): Grammar {
  const [, verb = '', rest = ''] = starting.exec(sql) ?? []
  if (!hiveVerbs.has(verb.toUpperCase())) return 'trino'
  // Trino drops views: their names may stand in its quotes as well.
  if (/^drop$/i.test(verb) && /^\s+view\b/i.test(rest) && !rest.includes('`')) return 'trino'
  return /^create$/i.test(verb) && reads.test(rest) ? 'trino' : 'hive'
}
