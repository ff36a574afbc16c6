/** The same table in a form that is no CSV. */
import type { Draft } from '../draft.ts'
import type { Part, Way } from '../way.ts'

const everything: Part[] = [
  ...(['form', 'delimiter', 'quote', 'line', 'top', 'header'] as const),
  ...(['rows', 'size', 'bottom', 'cells'] as const),
]

export const form = (name: string, file: string, write: (draft: Draft) => string): Way => ({
  name,
  parts: everything,
  pollute(draft) {
    draft.write = write
    draft.file = file
  },
})

const isBare = (text: string, types: readonly string[]): boolean =>
  types[0] === 'boolean' || (types[0] !== 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text))

const valueIn = (cell: string | null, types: readonly string[]): string =>
  cell !== null && isBare(cell, types) ? cell : JSON.stringify(cell)

/** One object a row; numbers with the digits that they are written with. */
const objectsOf = ({ columns, rows }: Draft, gap = ''): string[] =>
  rows.map(({ cells }) => {
    const members = columns.map(({ kind, names }, i) => {
      const value = valueIn(cells[i] ?? null, kind.types)
      return `${JSON.stringify(names[0])}:${gap && ' '}${value}`
    })
    return gap ? `{${gap}${members.join(`,${gap}`)}\n}` : `{${members.join(',')}}`
  })

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const tagOf = (name: string): string =>
  name.replaceAll(/[^\p{L}\d]+/gu, '_').replace(/^(\d|$)/, 'n$1')

function xml({ columns, rows }: Draft): string {
  const records = rows.map(({ cells }) => {
    const fields = columns.flatMap(({ names }, i) => {
      const tag = tagOf(names[0]!)
      const cell = cells[i]
      return cell == null ? [] : [`<${tag}>${escaped(cell)}</${tag}>`]
    })
    return `  <record>${fields.join('')}</record>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<records>\n${records.join('')}</records>\n`
}

function html({ columns, rows }: Draft): string {
  const row = (cells: string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>\n`
  const head = row(
    columns.map(({ names }) => names[0]!),
    'th',
  )
  const body = rows.map(({ cells }) =>
    row(
      cells.map((cell) => cell ?? ''),
      'td',
    ),
  )
  return `<!DOCTYPE html>\n<html><head><title>Orders</title></head><body>\n<h1>Orders</h1>\n<table>\n${head}${body.join('')}</table>\n<p>end</p></body></html>\n`
}

/** Numbers at the right of their columns, texts at the left, as printed reports have them. */
function fixedWidth({ columns, header, rows }: Draft): string {
  const lines = [...header, ...rows.map(({ cells }) => cells)]
  const lengthOf = (cell: string | null | undefined): number => [...(cell ?? '')].length
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => lengthOf(cells[i]))))
  const line = (cells: (string | null)[]): string =>
    columns
      .map(({ kind }, i) => {
        const gap = ' '.repeat(widths[i]! - lengthOf(cells[i]))
        const isRight = kind.types[0] !== 'string' && kind.types[0] !== 'date'
        return isRight ? gap + (cells[i] ?? '') : (cells[i] ?? '') + gap
      })
      .join('  ')
      .trimEnd()
  return lines.map((cells) => `${line(cells)}\n`).join('')
}

export const formWays: Way[] = [
  form('JSON lines', 'table.ndjson', (draft) => `${objectsOf(draft).join('\n')}\n`),
  form('JSON array', 'table.json', (draft) => `[${objectsOf(draft).join(',')}]`),
  form(
    'JSON array, pretty',
    'table.json',
    (draft) => `[\n${objectsOf(draft, '\n  ').join(',\n')}\n]\n`,
  ),
  form('JSON, pretty objects', 'table.json', (draft) => `${objectsOf(draft, '\n  ').join('\n')}\n`),
  form('JSON, concatenated', 'table.json', (draft) => objectsOf(draft).join('')),
  form(
    'JSON, an array in an object',
    'table.json',
    (draft) => `{"items":[${objectsOf(draft).join(',')}]}`,
  ),
  form('JSON, arrays', 'table.json', ({ columns, rows }) => {
    const head = JSON.stringify(columns.map(({ names }) => names[0]))
    const body = rows.map(
      ({ cells }) =>
        `[${columns.map(({ kind }, i) => valueIn(cells[i] ?? null, kind.types)).join(',')}]`,
    )
    return `[${[head, ...body].join(',\n')}]\n`
  }),
  {
    ...form('XML', 'table.xml', xml),
    pollute(draft) {
      draft.write = xml
      draft.file = 'table.xml'
      for (const column of draft.columns) column.names = [tagOf(column.names[0]!)]
      return new Set(draft.columns.map(({ names }) => names[0])).size === draft.columns.length
    },
  },
  form('HTML', 'table.html', html),
  form('fixed width', 'table.txt', fixedWidth),
]
