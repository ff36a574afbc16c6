/** Lines of a log as rows. A line that is none of the log's form is set aside alone. */
import { escapesMax, openRowBytesMax } from '../limits.ts'
import { labels } from './labels.ts'
import { linesOf, type TextLine } from './lines.ts'
import {
  type LineFormName,
  type LogForm,
  type LogPair,
  lineForms,
  logfmtPairs,
  pairsWritten,
  splitCells,
  w3cCells,
  w3cFields,
} from './logformats.ts'
import { type PlainCell, type PlainRecord, plainRecords, plainRow } from './plaincsv.ts'
import type { Lying, Rejected, Render, Told } from './render.ts'

export interface LogRender extends Render {
  reader: 'log'
  as: 'csv'
  header: true
  form: LogForm
}

export async function* readLog(object: Lying, render: Render): AsyncIterable<string> {
  const { form } = render as LogRender
  if (form === 'logfmt')
    yield* plainRecords('logfmt', (isFirst) => logfmtRecords(isFirst ? quiet(object) : object))
  else if (form === 'w3c')
    yield* plainRecords('log', (isFirst) => w3cRecords(isFirst ? quiet(object) : object))
  else yield* lineRows(object, form)
}

async function* lineRows(object: Lying, form: LineFormName): AsyncIterable<string> {
  const { columns, cells, name } = lineForms[form]
  const message = form === 'leveled' ? columns.length - 1 : -1
  let [open, blanks, left]: [PlainCell[] | undefined, string, number] = [undefined, '', 0]
  let everyLine = true
  yield plainRow(columns)
  for await (const lines of linesOf(object)) {
    let rows = ''
    for (const line of lines) {
      const found = cells(line.text)
      everyLine &&= found !== undefined && isPlain(line.text)
      left -= Buffer.byteLength(line.text) + 1
      if (found) {
        if (open) rows += plainRow(open)
        open = found
        blanks = ''
        left = openRowBytesMax - Buffer.byteLength(line.text)
      } else if (!open || message < 0) setAside(object, line, name)
      else if (left < 0) {
        rows += plainRow(open)
        open = undefined // and so is aside what follows
        setAside(object, line, `a message of at most ${openRowBytesMax} bytes`)
      } else if (line.text.trim() === '') blanks += `\n${line.text}`
      else {
        open[message] += `${blanks}\n${line.text}` // a stack trace goes on
        blanks = ''
      }
    }
    yield rows
  }
  if (open) yield plainRow(open)
  object.told?.({ evidence: [], doubt: [], everyLine })
}

/** To Athena a carriage return ends a line; Java's expressions go a step deeper at each escape, as far as its stack goes. */
const isPlain = (line: string): boolean =>
  !/[\0\r]/.test(line) && !(line.length > escapesMax && line.split(/[\\"]/).length > escapesMax)

/** What a first pass meets, the second one sets aside. */
const quiet = (object: Lying): Lying => ({ ...object, aside: () => {}, told: () => {} })

function setAside(object: Lying, { text, line, byte }: TextLine, name: string): void {
  if (text.trim() === '') return
  const rejected: Rejected = { line, byte, reason: `The line is not of ${name}.`, text }
  object.aside(rejected)
}

async function* logfmtRecords(object: Lying): AsyncIterable<PlainRecord[]> {
  const judge = pairsJudge()
  for await (const lines of linesOf(object)) {
    const records: PlainRecord[] = []
    for (const line of lines) {
      const pairs = logfmtPairs(line.text)
      judge.line(line.text)
      if (pairs) records.push(recordOf(pairs))
      else setAside(object, line, 'logfmt')
    }
    yield records
  }
  object.told?.({ evidence: [], doubt: [], ...judge.end() })
}

/** Whether all lines are written alike: one expression reads them then. */
function pairsJudge() {
  let pairs: LogPair[] | undefined
  let words = ''
  let isAlike = true
  return {
    line(text: string) {
      if (!isAlike) return
      const own = isPlain(text) ? pairsWritten(text) : undefined
      pairs ??= own
      words ||= JSON.stringify(own)
      isAlike = own !== undefined && JSON.stringify(own) === words
    },
    end: (): Pick<Told, 'everyLine' | 'pairs'> =>
      isAlike && pairs ? { everyLine: true, pairs } : { everyLine: false },
  }
}

/** What is named twice has a column for each. */
export function recordOf(pairs: Iterable<[string, PlainCell]>): PlainRecord {
  const labelOf = labels()
  return new Map(Array.from(pairs, ([name, value]) => [labelOf(name), value]))
}

async function* w3cRecords(object: Lying): AsyncIterable<PlainRecord[]> {
  let fields: string[] = []
  const judge = splitJudge()
  for await (const lines of linesOf(object)) {
    const records: PlainRecord[] = []
    for (const line of lines) {
      if (line.text.startsWith('#')) {
        fields = w3cFields(line.text) ?? fields
        judge.directive()
        continue
      }
      const cells = w3cCells(line.text)
      judge.line(line.text, cells, fields.length)
      if (fields.length > 0 && cells?.length === fields.length) {
        records.push(recordOf(fields.map((field, i) => [field, cells[i]])))
      } else setAside(object, line, `${fields.length} fields`)
    }
    yield records
  }
  object.told?.({ evidence: [], doubt: [], ...judge.end() })
}

/** Whether each line but the first ones, which are directives, is a row whose values one character parts from one another. */
function splitJudge() {
  let [headerLines, rows, isSplit, delimiter] = [0, 0, true, '']
  return {
    directive() {
      headerLines++
      isSplit &&= rows === 0
    },
    line(text: string, cells: PlainCell[] | undefined, fields: number) {
      rows++
      const own = text.includes('\t') ? '\t' : text.includes(' ') ? ' ' : ''
      delimiter ||= own
      const parts = splitCells(text, delimiter || ' ')
      const isAlike = parts.length === fields && parts.every((part, i) => part === cells?.[i])
      isSplit &&= isAlike && (own === '' || own === delimiter) && isPlain(text)
    },
    end(): Pick<Told, 'everyLine' | 'split'> {
      if (!isSplit || rows === 0) return { everyLine: false }
      return { everyLine: true, split: { delimiter: delimiter || ' ', headerLines } }
    },
  }
}
