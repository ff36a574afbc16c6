/** Which sheets of a spreadsheet are its table: the largest and those under the same header, or the one that is pinned. */
import { columnsMax } from '../limits.ts'
import type { Lying, Render, Told } from './render.ts'
import { layoutOf, type SheetLayout, type SheetRow } from './sheet.ts'

/** The first rows of a sheet that are not blank. */
export interface SheetHead {
  name: string
  rows: SheetRow[]
}

export interface SheetPart {
  sheet: string
  layout: SheetLayout
}

export interface SheetRender extends Render {
  reader: 'xlsx' | 'ods' | 'spreadsheetml'
  as: 'ndjson'
  /** By its name, pinned where the layout is absent; absent: the largest. */
  sheet?: string
  /** Absent: as its first rows say. */
  layout?: SheetLayout
  /** Others, under the same header. */
  more?: SheetPart[]
}

/** Undefined: as the first rows say. */
export const partsOf = ({ sheet, layout, more = [] }: SheetRender): SheetPart[] | undefined =>
  sheet !== undefined && layout ? [{ sheet, layout }, ...more] : undefined

/** `parts`: in the order of the sheets; none: the wanted one is empty, or there is none. */
export interface Choice extends Told {
  wanted: string | undefined
  parts: SheetPart[]
}

export const noSheets = (wanted?: string): Choice => ({
  ...{ wanted, parts: [], evidence: [], doubt: [] },
})

interface About {
  /** All that there are. */
  sheets: string[]
  isPinned: boolean
  /** That is told, where no inspection saw so much. */
  object?: Pick<Lying, 'told'>
}

/** `heads` are those of the wanted sheet, and of all that may be read with it. */
export async function chosen(
  wanted: string,
  heads: AsyncIterable<SheetHead>,
  { sheets, isPinned, object }: About,
): Promise<Choice> {
  const seen: (SheetPart & { named: string[]; evidence: string[] })[] = []
  for await (const { name, rows } of heads) {
    if (rows.length === 0) continue
    const found = layoutOf(rows)
    if (name === wanted || found.named.length <= columnsMax) seen.push({ sheet: name, ...found })
  }
  const first = seen.find(({ sheet }) => sheet === wanted)
  if (!first) return noSheets(wanted)
  const { header, names } = first.layout
  const alike = seen.filter((one) => one === first || (header && isSame(one.named, names)))
  const parts = alike.map(({ sheet, layout, named }) => ({
    ...{ sheet, layout: { ...layout, header, names: header ? named : layout.names } },
  }))
  const evidence = [wordsOf(parts), ...first.evidence]
  const told = { evidence, doubt: doubtsOf(parts, sheets, isPinned) }
  object?.told?.(told)
  return { wanted, parts, ...told }
}

/** In whatever order. */
const isSame = (names: string[], others: string[]): boolean =>
  names.length === others.length &&
  JSON.stringify(names.toSorted()) === JSON.stringify(others.toSorted())

const wordsOf = (parts: SheetPart[]): string =>
  parts.length === 1
    ? `the rows are those of the sheet "${parts[0]!.sheet}"`
    : `the rows are those of the sheets ${namesOf(parts.map(({ sheet }) => sheet))}, which have the same columns`

/** What is not read, and what is not told. */
function doubtsOf(parts: SheetPart[], sheets: string[], isPinned: boolean): string[] {
  const read = new Set(parts.map(({ sheet }) => sheet))
  const others = sheets.filter((name) => !read.has(name))
  const doubt: string[] = []
  if (others.length > 0 && !isPinned) {
    const what = parts.length === 1 ? 'the largest sheet is' : 'the largest sheets are'
    doubt.push(`${what} the table; the others are not: ${namesOf(others)}`)
  }
  if (parts.length > 1) doubt.push('of which sheet a row is, no column tells')
  return doubt
}

function namesOf(names: string[]): string {
  const shown = names.slice(0, 10).map((name) => `"${name}"`)
  return `${shown.join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}`
}
