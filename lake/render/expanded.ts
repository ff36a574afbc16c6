/**
 * A column a line, as databases print rows that are too wide: psql's `\x`, mysql's `\G`, sqlite3's `.mode line`. Names stand at
 * one width, so that a line of a value can be told from a column.
 */
import { openRowBytesMax } from '../limits.ts'
import type { Blocks } from './blockforms.ts'
import type { TextLine } from './lines.ts'
import { recordOf } from './log.ts'
import type { PlainCell, PlainRecord } from './plaincsv.ts'
import type { Lying } from './render.ts'

export type ExpandedForm = keyof typeof expandedForms

interface Form {
  /** Stands before a record. */
  begins: RegExp
  /** What divides a name and its value. */
  sign: string
  /** What is printed below the last record. */
  ends: RegExp
  /** As a person calls it. */
  name: string
}

export const expandedForms = {
  psql: {
    begins: /^\+?[-─]\[ RECORD \d+ \][-─+┬]*$/u,
    sign: '|',
    ends: /^(\(\d+ rows?\)|Time: [\d.,]+ ms.*)$/,
    name: 'psql (expanded)',
  },
  mysql: {
    begins: /^\*{10,} \d+\. row \*{10,}$/,
    sign: ':',
    ends: /^\d+ rows? in set\b/,
    name: 'mysql (\\G)',
  },
  sqlite: { begins: /^$/, sign: '=', ends: /^$/, name: 'sqlite3 (.mode line)' },
} satisfies Record<string, Form>

export const isExpanded = (form: string): form is ExpandedForm => Object.hasOwn(expandedForms, form)

/** The lines of its value are joined once all are there. */
type Column = [name: string, lines: string[]]

/** A name at a width, and its value from there on; undefined: the line is none such. */
function pairAt(text: string, at: number, sign: string): Column | undefined {
  const name = text.slice(0, at).trim()
  if (name === '' || text[at] !== sign || (at + 1 < text.length && text[at + 1] !== ' '))
    return undefined
  return [name, [text.slice(at + 2)]]
}

/** psql says by a `+` at its end that a line goes on. */
function withoutSign(line: string): string {
  if (!line.endsWith('+')) return line
  let end = line.length - 1
  while (line[end - 1] === ' ') end--
  return line.slice(0, end)
}

export class Expanded implements Blocks {
  readonly others: ReadonlySet<string> = new Set()
  readonly #form: Form
  readonly #of: ExpandedForm
  readonly #aside: Lying['aside']
  #open: Column[] | undefined
  /** Where the sign stands in the lines of the open record. */
  #at = -1
  #bytes = 0

  constructor(form: ExpandedForm, aside: Lying['aside']) {
    this.#form = expandedForms[form]
    this.#of = form
    this.#aside = aside
  }

  push(lines: TextLine[]): PlainRecord[] {
    return lines.flatMap((line) => this.#line(line))
  }

  end(): PlainRecord[] {
    const open = this.#open ?? []
    this.#open = undefined
    this.#at = -1
    this.#bytes = 0
    if (open.length === 0) return []
    return [recordOf(open.map(([name, lines]) => [name, this.#cell(lines.join('\n'))]))]
  }

  #line(line: TextLine): PlainRecord[] {
    const text = line.text.trimEnd()
    if (this.#form.begins.test(text)) {
      const ended = this.end()
      this.#open = []
      return ended
    }
    if (this.#form.ends.test(text)) return this.end()
    const open = this.#open ?? (this.#of === 'sqlite' ? [] : undefined)
    if (!open) return [] // what stands above the first record
    this.#open = open
    this.#bytes += line.text.length
    if (this.#bytes > openRowBytesMax) this.#aside({ ...line, reason: tooLong })
    else if (!this.#add(open, line.text) && text !== '') this.#aside({ ...line, reason: noPair })
    return []
  }

  #add(open: Column[], text: string): boolean {
    const { sign } = this.#form
    if (open.length === 0) this.#at = this.#of === 'mysql' ? text.indexOf(': ') : text.indexOf(sign)
    if (open.length === 0 && this.#at < 0) this.#at = text.trimEnd().length - 1
    const pair = pairAt(text, this.#at, sign)
    const lines = open.at(-1)?.[1]
    if (pair) open.push(pair)
    else if (!lines) return false
    else if (this.#of === 'psql') {
      if (text.slice(0, this.#at).trim() !== '' || text[this.#at] !== sign) return false
      lines.push(withoutSign(lines.pop()!), text.slice(this.#at + 2))
    } else lines.push(text)
    return true
  }

  #cell(value: string): PlainCell {
    if (this.#of === 'mysql') return value === 'NULL' ? null : value
    return value === '' ? null : value
  }
}

const noPair = 'The line is no column of a record.'
const tooLong = `A record is longer than ${openRowBytesMax} bytes.`
