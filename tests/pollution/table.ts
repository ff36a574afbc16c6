/** The scores by pollution in docs/catalogue.md: floors that only rise. */
import { readFileSync, writeFileSync } from 'node:fs'
import { ways } from './draw.ts'
import type { Found } from './worker.ts'

const marks = ['table', 'header', 'records', 'cells', 'types'] as const
type Mark = (typeof marks)[number]

export type Line = { name: string; files: number } & Record<Mark, number | undefined>

const page = new URL('../../docs/catalogue.md', import.meta.url)
const columns = 'pollution | files | table | header | records | cells | types'
const headLines = `| ${columns} |\n|---|--:|--:|--:|--:|--:|--:|\n`

/** Rounding, and nothing else, may bring a score below its floor. */
const slack = 0.000_5

const nameOf = ({ ways: names }: Found): string =>
  names.length === 1 ? names[0]! : `${names.length} at once`

/** Of each way that was alone, of several at once, and of all of either. */
export function linesOf(all: Found[]): Line[] {
  const groups = Map.groupBy(all, nameOf)
  const single = all.filter(({ ways: names }) => names.length === 1)
  const several = all.filter(({ ways: names }) => names.length > 1)
  const order = ways.map(({ name }) => name)
  const named = [...groups].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const sums: [string, Found[]][] = [
    ['**one pollution**', single],
    ['**several at once**', several],
  ]
  return [...sums, ...named]
    .filter(([, group]) => group.length > 0)
    .map(([name, group]) => ({
      ...{ name, files: group.length },
      ...(Object.fromEntries(marks.map((mark) => [mark, mean(group, mark)])) as Record<
        Mark,
        number
      >),
    }))
}

function mean(group: Found[], mark: Mark): number | undefined {
  const scores = group.map(({ score }) => score[mark]).filter((score) => score !== undefined)
  if (scores.length === 0) return undefined
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

function read(): { before: string; after: string; floors: Map<string, Line> } {
  const text = readFileSync(page, 'utf8')
  const [before = '', table] = text.split(headLines)
  if (table === undefined) throw new Error('docs/catalogue.md has no table of scores')
  const lines = table.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  const floors = new Map<string, Line>()
  for (const line of lines.slice(0, end)) {
    const [name = '', files, ...scores] = line.slice(1, -1).split(' | ').map(spelt)
    const own = marks.map((mark, i) => [mark, scores[i] === '–' ? undefined : Number(scores[i])])
    floors.set(name, { name, files: Number(files), ...Object.fromEntries(own) } as Line)
  }
  return { before, after: lines.slice(end).join('\n'), floors }
}

const bar = '&#124;'
const spelt = (cell: string): string => cell.trim().replaceAll(bar, '|').replaceAll('`', '')

/** What is read worse than the page says, in words. */
export function belowFloors(lines: Line[]): string[] {
  const { floors } = read()
  return lines.flatMap((line) =>
    marks.flatMap((mark) => {
      const [now, floor] = [line[mark], floors.get(line.name)?.[mark]]
      if (now === undefined || floor === undefined || floor - now <= slack) return []
      const isFew = line.files < floors.get(line.name)!.files // fewer files say less
      return isFew ? [] : [`${line.name}: ${mark} ${now.toFixed(4)}, and was ${floor}`]
    }),
  )
}

/** Never lower: what fell is to be mended, or the page changed by hand and a word said about it. */
export function writeTable(lines: Line[]): void {
  const { before, after, floors } = read()
  const rows = lines.map((line) => {
    const scores = marks.map((mark) => {
      const now = line[mark]
      if (now === undefined) return '–'
      const floor = Math.floor(now * 1_000) / 1_000
      return Math.max(floor, floors.get(line.name)?.[mark] ?? 0).toFixed(3)
    })
    return `| ${[line.name.replaceAll('|', bar), line.files, ...scores].join(' | ')} |\n`
  })
  writeFileSync(page, before + headLines + rows.join('') + after)
}
