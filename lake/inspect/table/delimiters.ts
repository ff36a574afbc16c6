/** Which strings may divide the cells of a text: by what stands in most of its lines, outside quotes. */

/** In the order in which they win a tie. The last of them are Hive's own and what some systems export. */
const usual = [',', ';', '\t', '|', '\x01', '^', '~', '\x1f', '§', '¦']
/** They stand in prose, in times, in paths: only what is regular in all lines is divided by them. */
const unusual = [':', '#', '!', '*', '/', ' ', '%', '&', '=', '@', '<', '>', '$']

const linesMax = 200

/** Of what delimiters are made; signs of numbers and of words are none. */
const runs = /[,;\t|^~§¦:#!*/ %&=@<>$]{2,4}/gu

/** How much a delimiter is believed. */
export function weightOf(delimiter: string): number {
  if (delimiter === ' ') return 0.6
  if (delimiter.includes('/')) return 0.65
  return unusual.includes(delimiter.trim()) ? 0.75 : 1
}

export const isUnusual = (delimiter: string): boolean => weightOf(delimiter) < 1

export function delimitersOf(text: string): string[] {
  const lines = text
    .split(/\r\n|\n|\r/, linesMax + 1)
    .filter((line) => line.trim() !== '')
    .slice(0, linesMax)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, 'q').replace(/'[^']*'(?=\W|$)/g, 'q'))
  const isIn = (part: string, share: number): boolean =>
    lines.filter((line) => line.includes(part)).length >= share * lines.length
  const single = [...usual, ...unusual, ...rare(lines)].filter((each) =>
    isIn(each, isUnusual(each) ? 0.5 : 0.1),
  )
  const longer = runsOf(lines).filter((run) => isIn(run, 0.5))
  const plain = single.filter((each) => !longer.some((run) => isWithin(lines, each, run)))
  const found = [
    ...plain,
    ...longer.filter((run) => !longer.some((other) => isPart(run, other, lines))),
  ]
  return found.length > 0 ? found : [',']
}

/** Signs that no keyboard has and no text needs, as often in each line as in the first: `¬`, `¤`. */
function rare(lines: string[]): string[] {
  const [first = ''] = lines
  const signs = new Set(first.match(/[¤¬•‖¶†‡␟]/gu) ?? [])
  return [...signs].filter((sign) => {
    const count = countOf(first, sign)
    return lines.every((line) => countOf(line, sign) === count)
  })
}

/** The most frequent runs of such signs. */
function runsOf(lines: string[]): string[] {
  const counts = new Map<string, number>()
  for (const line of lines) {
    for (const [run] of line.matchAll(runs)) counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4)
    .map(([run]) => run)
    .filter((run) => run.trim() !== '' || run.includes('\t'))
}

const countOf = (line: string, part: string): number => line.split(part).length - 1

/** All of the one stand in the other; at the end of a line its blank may be lost. */
function isWithin(lines: string[], part: string, run: string): boolean {
  const inRun = countOf(run, part)
  if (inRun === 0) return false
  const ended =
    part === ' ' ? 0 : lines.filter((line) => line.endsWith(part) && !line.endsWith(run)).length
  const all = lines.reduce((sum, line) => sum + countOf(line, part), 0)
  const within = lines.reduce((sum, line) => sum + countOf(line, run), 0)
  return all > 0 && within * inRun + ended >= 0.98 * all
}

const isPart = (run: string, other: string, lines: string[]): boolean =>
  other !== run && other.includes(run) && isWithin(lines, run, other)
