/** An XML document whose records are elements of one path. What stands beside them is in each row, by its path. */
import { addNames, type PlainCell, type PlainRecord, plainRecords } from './plaincsv.ts'
import type { Lying, Render } from './render.ts'
import { parsed } from './sax.ts'
import { type Only, XmlRecords } from './xmlrecords.ts'

export interface XmlRender extends Render {
  reader: 'xml'
  as: 'csv'
  header: true
  /** Names of elements from the root to the record. */
  record: string[]
  /** Of documents with several tables. */
  only?: Only
  /** No inspection saw all of it: whoever reads it tells of the others. */
  isPart?: true
}

/** Names may be as long as the document, and many. */
const [shownMax, nameMax] = [10, 200]

export function otherTables(names: string[]): string {
  const shown = names.slice(0, shownMax).map((name) => `"${name.slice(0, nameMax)}"`)
  const more = names.length > shownMax ? ` and ${names.length - shownMax} more` : ''
  return `the largest table is read; the others are not: ${shown.join(', ')}${more}`
}

export async function* readXml(object: Lying, render: Render): AsyncIterable<string> {
  const { record, only, isPart } = render as XmlRender
  const first = new XmlRecords(record, undefined, only)
  const columns = new Set<string>()
  for await (const records of parsed(object.chunks(), first, () => first.take())) {
    addNames('xml', columns, records)
  }
  if (isPart && first.others.size > 0) {
    object.told?.({ evidence: [], doubt: [otherTables([...first.others])] })
  }
  const own = first.namedBy === undefined ? columns : namedColumns(columns, first.named)
  const rest = restOf(first.rest)
  const second = new XmlRecords(record, first, only)
  yield* plainRecords('xml', (isFirst) =>
    isFirst ? once([...own, ...rest.keys()]) : rowsOf(object, second, rest),
  )
}

/** Those of attributes of the records themselves, and those that their elements name. */
const namedColumns = (all: Set<string>, named: Set<string>): string[] => [
  ...[...all].filter((name) => name.startsWith('@')),
  ...named,
]

async function* once(names: string[]): AsyncIterable<PlainRecord[]> {
  yield [new Map(names.map((name) => [name, null]))]
}

async function* rowsOf(
  object: Lying,
  second: XmlRecords,
  rest: PlainRecord,
): AsyncIterable<PlainRecord[]> {
  for await (const records of parsed(object.chunks(), second, () => second.take())) {
    yield records.map((record) => new Map([...record, ...rest]))
  }
}

/** What comes twice beside the records is a list. */
function restOf(pairs: [string, PlainCell][]): PlainRecord {
  const rest: PlainRecord = new Map()
  for (const [name, values] of Map.groupBy(pairs, ([place]) => place)) {
    const texts = values.map(([, value]) => value)
    rest.set(name, texts.length > 1 ? JSON.stringify(texts) : texts[0])
  }
  return rest
}
