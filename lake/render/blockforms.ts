/** Records that are blocks of lines, each a name and its value: what a line of each form says. */
import type { TextLine } from './lines.ts'
import type { PlainCell, PlainRecord } from './plaincsv.ts'

/**
 * vCard (RFC 6350, and iCalendar of RFC 5545, which is written alike), LDIF (RFC 2849), and blocks between blank lines as
 * Debian's control files and RFC 822 write them.
 */
export type BlockForm = 'card' | 'ldif' | 'paragraph'

/** Records as lines come. */
export interface Blocks {
  /** The records that end in these lines. */
  push(lines: TextLine[]): PlainRecord[]
  end(): PlainRecord[]
  /** Of a calendar: of what else it has records. */
  readonly others: ReadonlySet<string>
}

/** A name and its value as far as it stands in the line. */
export type Pair = [name: string, value: string]

export interface BlockLines {
  /** Undefined: the line is no pair. */
  pair(line: string): Pair | undefined
  /** What a line that begins with a blank adds to the value above it. */
  fold(line: string): string
  isComment(line: string): boolean
  /** With the value as it is, once it is whole. */
  ended(pair: Pair): [name: string, value: PlainCell]
}

const given = ([name, value]: Pair): [string, PlainCell] => [name, value === '' ? null : value]

/** Parameters are of the name: `TEL;TYPE=home` is another column than `TEL`. */
const property = /^([A-Za-z0-9.-]+(?:;(?:[^":;]|"[^"]*")*)*):(.*)$/
const attribute = /^([A-Za-z0-9][\w.;-]*)(:[:<]?) *(.*)$/
const field = /^([A-Za-z][\w .()/-]{0,60}?)[ \t]{0,40}:(?:[ \t]+(.*))?$/

export const blockLines: Record<BlockForm, BlockLines> = {
  card: {
    pair: (line) => pairOf(property.exec(line)),
    fold: (line) => line.slice(1),
    isComment: () => false,
    ended: given,
  },
  ldif: {
    pair(line) {
      const found = attribute.exec(line)
      return found ? [found[1]! + found[2]!.slice(1), found[3]!] : undefined
    },
    fold: (line) => line.slice(1),
    isComment: (line) => line.startsWith('#'),
    ended: (pair) => given(decoded(pair)),
  },
  paragraph: {
    pair: (line) => pairOf(field.exec(line)),
    fold: (line) => `\n${line.slice(1)}`,
    isComment: (line) => line.startsWith('#'),
    ended: given,
  },
}

const pairOf = (found: RegExpExecArray | null): Pair | undefined =>
  found ? [found[1]!, found[2] ?? ''] : undefined

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Of `name::`, whose value is in base64, the text; bytes that are none stay as they are written, under that name. */
function decoded([name, value]: Pair): Pair {
  if (!name.endsWith(':')) return [name, value]
  const bytes = Buffer.from(value, 'base64')
  if (bytes.toString('base64').replace(/=+$/, '') !== value.replace(/=+$/, '')) return [name, value]
  try {
    return [name.slice(0, -1), utf8.decode(bytes)]
  } catch {
    return [name, value]
  }
}
