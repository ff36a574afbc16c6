/** Blocks of names and values as rows: each a record, each name a column. */
import { openRowBytesMax } from '../limits.ts'
import {
  type BlockForm,
  type BlockLines,
  type Blocks,
  blockLines,
  type Pair,
} from './blockforms.ts'
import { Expanded, type ExpandedForm, isExpanded } from './expanded.ts'
import { linesOf, type TextLine } from './lines.ts'
import { recordOf } from './log.ts'
import { type PlainRecord, plainRecords } from './plaincsv.ts'
import type { Lying, Render } from './render.ts'

export interface BlocksRender extends Render {
  reader: 'blocks'
  as: 'csv'
  header: true
  form: BlockForm | ExpandedForm
  /** Of a card: what begins a record, `VCARD` or `VEVENT`; what stands around such is none. */
  component?: string
}

export async function* readBlocks(object: Lying, render: Render): AsyncIterable<string> {
  const { form, component } = render as BlocksRender
  yield* plainRecords('blocks', async function* (isFirst) {
    const aside: Lying['aside'] = isFirst ? () => {} : object.aside
    const blocks = blocksIn(form, component, aside)
    for await (const lines of linesOf(object)) yield blocks.push(lines)
    yield blocks.end()
    const others = [...blocks.others].sort()
    if (!isFirst && others.length > 0) {
      object.told?.({ evidence: [], doubt: [otherComponents(others)] })
    }
  })
}

export const calendarComponents = ['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY']

export const otherComponents = (names: string[]): string =>
  `other components are not in the table: ${names.join(', ')}`

/** What can be no part of a record is aside by its line. */
export function blocksIn(
  form: BlockForm | ExpandedForm,
  component: string | undefined,
  aside: Lying['aside'],
): Blocks {
  if (isExpanded(form)) return new Expanded(form, aside)
  return form === 'card'
    ? new Cards(component ?? 'VCARD', aside)
    : new Paragraphs(blockLines[form], aside, form === 'ldif')
}

/** vCard 2.1 says it of a property; its values then go on behind a `=`. RFC 2045, section 6.7 */
const quotedPrintable = /;ENCODING=QUOTED-PRINTABLE(;|$)/i
const softBreak = /=$/

class Block {
  readonly first: TextLine
  readonly #pairs: Pair[] = []
  readonly #form: BlockLines
  /** What goes on a line that is aside is aside with it. */
  #last: Pair | undefined
  /** As they were, for who sets it aside. */
  lines: string[] = []
  bytes = 0

  constructor(form: BlockLines, first: TextLine) {
    this.#form = form
    this.first = first
  }

  /** False: it is no line of a record. */
  add({ text }: TextLine, prefix = ''): boolean {
    const last = this.#last
    if (last && softBreak.test(last[1]) && quotedPrintable.test(last[0])) {
      last[1] = last[1].replace(softBreak, () => text)
      return true
    }
    if (/^[ \t]/.test(text)) {
      if (last) last[1] += this.#form.fold(text)
      return last !== undefined
    }
    const pair = this.#form.pair(text)
    this.#last = pair && [prefix + pair[0], pair[1]]
    if (this.#last) this.#pairs.push(this.#last)
    return pair !== undefined
  }

  keep({ text }: TextLine): void {
    this.lines.push(text)
    this.bytes += text.length + 1
  }

  get names(): string[] {
    return this.#pairs.map(([name]) => name)
  }

  ended(): PlainRecord {
    return recordOf(this.#pairs.map(this.#form.ended))
  }
}

const tooLong = `A record is longer than ${openRowBytesMax} bytes.`

class Paragraphs implements Blocks {
  readonly others: ReadonlySet<string> = new Set()
  readonly #form: BlockLines
  readonly #aside: Lying['aside']
  readonly #isLdif: boolean
  #open: Block | undefined
  #isTooLong = false
  /** Of LDIF; those go on in lines that begin with a blank, too. */
  #inComment = false

  constructor(form: BlockLines, aside: Lying['aside'], isLdif: boolean) {
    this.#form = form
    this.#aside = aside
    this.#isLdif = isLdif
  }

  push(lines: TextLine[]): PlainRecord[] {
    const records: PlainRecord[] = []
    for (const line of lines) {
      const isComment = this.#form.isComment(line.text)
      this.#inComment = this.#isLdif && (isComment || (this.#inComment && line.text[0] === ' '))
      if (line.text.trim() === '') records.push(...this.end())
      else if (!isComment && !this.#inComment) this.#add(line)
    }
    return records
  }

  end(): PlainRecord[] {
    const open = this.#open
    this.#open = undefined
    this.#isTooLong = false
    if (!open || (this.#isLdif && String(open.names) === 'version')) return []
    return [open.ended()]
  }

  #add(line: TextLine): void {
    const open = this.#open ?? new Block(this.#form, line)
    this.#isTooLong ||= open.bytes + line.text.length > openRowBytesMax
    if (this.#isTooLong) this.#aside({ ...line, reason: tooLong })
    else if (open.add(line)) {
      open.bytes += line.text.length + 1
      this.#open = open
    } else this.#aside({ ...line, reason: 'The line is no name with a value.' })
  }
}

const begins = /^BEGIN:(.+)$/i
const ends = /^END:(.+)$/i

/** What stands within a record between BEGIN and END of its own is of it, under `VALARM.TRIGGER`. */
class Cards implements Blocks {
  readonly others = new Set<string>()
  readonly #component: string
  readonly #aside: Lying['aside']
  #open: Block | undefined
  #within: string[] = []

  constructor(component: string, aside: Lying['aside']) {
    this.#component = component
    this.#aside = aside
  }

  push(lines: TextLine[]): PlainRecord[] {
    const records: PlainRecord[] = []
    for (const line of lines) {
      const record = this.#line(line)
      if (record) records.push(record)
    }
    return records
  }

  end(): PlainRecord[] {
    this.#broken('The record has no end.')
    return []
  }

  #line(line: TextLine): PlainRecord | undefined {
    const begun = begins.exec(line.text)?.[1]?.trim().toUpperCase()
    const ended = ends.exec(line.text)?.[1]?.trim().toUpperCase()
    if (begun === this.#component) {
      this.#broken('The record has no end before the next one begins.')
      this.#open = new Block(blockLines.card, line)
    } else if (this.#open && ended === this.#component) {
      const record = this.#open.ended()
      this.#open = undefined
      this.#within = []
      return record
    } else if (this.#open && begun) this.#within.push(begun)
    else if (this.#open && ended) this.#within.pop()
    else if (this.#open) this.#add(this.#open, line)
    else if (begun && calendarComponents.includes(begun)) this.others.add(begun)
    this.#open?.keep(line)
    if (this.#open && this.#open.bytes > openRowBytesMax) this.#broken(tooLong)
    return undefined
  }

  #add(open: Block, line: TextLine): void {
    const prefix = this.#within.map((name) => `${name}.`).join('')
    open.bytes += prefix.length // names are held with it
    if (line.text !== '' && !open.add(line, prefix)) {
      this.#aside({ ...line, reason: 'The line is no property with a value.' })
    }
  }

  #broken(reason: string): void {
    if (!this.#open) return
    const { first, lines } = this.#open
    this.#aside({ line: first.line, byte: first.byte, reason, text: lines.join('\n') })
    this.#open = undefined
    this.#within = []
  }
}
