/** The words of a statement. https://github.com/trinodb/trino/blob/476/core/trino-grammar/src/main/antlr4/io/trino/grammar/sql/SqlBase.g4 */
import { malformed, type Position } from './error.ts'

export type TokenKind =
  | 'word'
  | 'quoted'
  | 'string'
  | 'binary'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'symbol'
  | 'end'

export interface Token extends Position {
  kind: TokenKind
  /** A word in upper case, a symbol, a number, or the unescaped value of what was quoted. */
  text: string
  /** As it stands in the statement. */
  source: string
  offset: number
}

/** Hive's DDL quotes names by backquotes and escapes by backslashes; Trino's statements do neither. */
export type Grammar = 'trino' | 'hive'

const space = /(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/y
const symbols = /<>|!=|<=|>=|\|\||->|=>|[-+*/%()[\]{},.;?:=<>|^$]/y
const numberForms = [
  ['double', /(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)[eE][-+]?\d+/y],
  ['decimal', /\d[\d_]*\.[\d_]*|\.\d[\d_]*/y],
  ['integer', /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*/y],
] as const
/** Letters of other scripts want quotes: `SELECT "שם"`. */
const word = /[A-Za-z_][A-Za-z0-9_@]*/y

const quotedForms: Record<Grammar, [TokenKind, RegExp, (source: string) => string][]> = {
  trino: [
    ['binary', /[xX]'[^']*'/y, (source) => source.slice(2, -1).replace(/\s/g, '')],
    ['string', /[uU]&'(?:[^']|'')*'(?:\s*UESCAPE\s*'[^']')?/iy, unicodeText],
    ['string', /'(?:[^']|'')*'/y, (source) => source.slice(1, -1).replaceAll("''", "'")],
    ['quoted', /"(?:[^"\0]|"")+"/y, (source) => source.slice(1, -1).replaceAll('""', '"')],
  ],
  hive: [
    ['string', /'(?:[^'\\]|\\[\s\S])*'/y, hiveText],
    ['string', /"(?:[^"\\]|\\[\s\S])*"/y, hiveText],
    ['quoted', /`(?:[^`]|``)+`/y, (source) => source.slice(1, -1).replaceAll('``', '`')],
  ],
}

const escapes: Record<string, string> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' }

/** `'\t'`, `'\001'`, `'\u0001'`; any other character behind a backslash is itself. */
function hiveText(source: string): string {
  const form = /\\(?:([01][0-7]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g
  return source.slice(1, -1).replace(form, (_, octal, hex, sign) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    return escapes[sign] ?? sign
  })
}

/** `U&'\0041 \+01F600'`, with its own escape character. */
function unicodeText(source: string): string {
  const [, body = '', marked = '\\'] =
    /^[uU]&'([\s\S]*?)'(?:\s*UESCAPE\s*'(.)')?$/i.exec(source) ?? []
  const mark = marked.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const form = new RegExp(`${mark}(?:(${mark})|([0-9a-fA-F]{4})|\\+([0-9a-fA-F]{6}))`, 'g')
  return body
    .replaceAll("''", "'")
    .replace(form, (_, twice, four, six) =>
      twice ? marked : String.fromCodePoint(Number.parseInt(four ?? six, 16)),
    )
}

/** Splits a statement into its tokens; the last is `end`. AthenaError when a quote does not close. */
export function tokenize(sql: string, grammar: Grammar = 'trino'): Token[] {
  const tokens: Token[] = []
  const place = placer(sql)
  const add = (kind: TokenKind, text: string, source: string, offset: number) =>
    tokens.push({ kind, text, source, offset, ...place(offset) })
  let offset = 0
  for (;;) {
    offset += match(space, sql, offset)?.length ?? 0
    if (offset >= sql.length) break
    const source = next(sql, offset, grammar, add)
    if (source === 0) {
      const shown = String.fromCodePoint(sql.codePointAt(offset) ?? 0)
      throw malformed(`mismatched input '${shown}'. Expecting: <EOF>`, place(offset))
    }
    offset += source
  }
  add('end', '<EOF>', '<EOF>', sql.length)
  return tokens
}

type Add = (kind: TokenKind, text: string, source: string, offset: number) => void

/** Adds the token at the offset; returns its length, 0 when there is none. */
function next(sql: string, offset: number, grammar: Grammar, add: Add): number {
  for (const [kind, regex, text] of quotedForms[grammar]) {
    const source = match(regex, sql, offset)
    if (source === undefined) continue
    add(kind, text(source), source, offset)
    return source.length
  }
  for (const [kind, regex] of numberForms) {
    const source = match(regex, sql, offset)
    if (source === undefined) continue
    add(kind, source.replaceAll('_', ''), source, offset)
    return source.length
  }
  for (const [kind, regex] of [['word', word] as const, ['symbol', symbols] as const]) {
    const source = match(regex, sql, offset)
    if (source === undefined) continue
    add(kind, source.toUpperCase(), source, offset)
    return source.length
  }
  return 0
}

function match(regex: RegExp, sql: string, offset: number): string | undefined {
  regex.lastIndex = offset
  return regex.exec(sql)?.[0]
}

/** Line and column of ever later offsets. */
function placer(sql: string): (offset: number) => Position {
  let line = 1
  let lineStart = 0
  let seen = 0
  return (offset) => {
    for (; seen < offset; seen += 1) {
      if (sql[seen] !== '\n') continue
      line += 1
      lineStart = seen + 1
    }
    return { line, column: offset - lineStart + 1 }
  }
}
