/** What cells say in other words. */
import { cellOf, type Draft, type Fair, type Row } from '../draft.ts'
import { clock, isoDate } from '../kinds.ts'
import type { Way } from '../way.ts'

const typed = ['count', 'money', 'ratio', 'date', 'moment']

function say(row: Row, at: number, text: string, fair: Fair): void {
  row.fair ??= row.cells.map(() => undefined)
  row.cells[at] = text
  row.fair[at] = fair
}

/** Some of a typed column's cells say that there is no value; in a column of text they would be text. */
const marked = (marker: string): Way => ({
  name: `NULL as ${marker === ' ' ? 'a space' : marker}`,
  parts: ['cells'],
  demands: { kinds: ['id', 'city'], rows: 12 },
  pollute({ columns, random, rows }) {
    const at = columns.findIndex(({ kind }) => typed.includes(kind.name))
    if (at < 0 || rows.length < 4) return false
    const fair: Fair = [null, marker]
    for (const row of rows.slice(1)) if (random.chance(0.25)) say(row, at, marker, fair)
    say(rows[2]!, at, marker, fair)
    return true
  },
})

interface Said {
  text: string
  fair?: Fair
}

/** The second column is all said so. */
const said = (
  name: string,
  types: string[],
  sayingOf: (draft: Draft, row: number) => Said,
): Way => ({
  name: `values ${name}`,
  parts: ['cells', 'size'],
  demands: { kinds: ['class', 'ratio'], rows: 12 },
  pollute(draft) {
    const [, column] = draft.columns
    column!.types = types
    if (types.length === 1 && types[0] === 'string') column!.exact = true
    for (const [i, row] of draft.rows.entries()) {
      const { text, fair = [text] } = sayingOf(draft, i)
      say(row, 1, text, fair)
    }
  },
})

const whole = ({ random }: Draft): string => String(1 + random.below(900_000))
const grouped = (text: string, by: string): string => text.replace(/\B(?=(\d{3})+$)/g, by)

const dated =
  (spell: (year: string, month: string, day: string) => string) =>
  (draft: Draft, row: number): Said => {
    const iso = row === 0 ? '2024-03-28' : isoDate(draft.random)
    const [year = '', month = '', day = ''] = iso.split('-')
    const text = spell(year, month, day)
    return { text, fair: [text, iso] }
  }

export const valueWays: Way[] = [
  ...['NA', 'N/A', 'n/a', 'NULL', 'null', 'None', '-', '?', '\\N', '.', '#N/A', ' '].map(marked),
  said('European decimals', ['decimal', 'double', 'string'], (draft) => {
    const [cents, units] = [String(10 + draft.random.below(90)), whole(draft)]
    const text = `${grouped(units, '.')},${cents}`
    return { text, fair: [text, `${units}.${cents}`] }
  }),
  said('decimal commas', ['decimal', 'double', 'string'], ({ random }) => {
    const text = (random.below(90_000) / 100).toFixed(2)
    return { text: text.replace('.', ','), fair: [text.replace('.', ','), text] }
  }),
  said('thousands', ['long', 'decimal', 'string'], (draft) => {
    const text = whole(draft)
    return { text: grouped(text, ','), fair: [grouped(text, ','), text] }
  }),
  said('currency', ['string', 'decimal', 'double'], (draft, row) => {
    const sum = `${grouped(whole(draft), ',')}.${row % 10}0`
    return { text: `$${sum}`, fair: [`$${sum}`, sum.replaceAll(',', '')] }
  }),
  said('percent', ['string', 'decimal', 'double'], ({ random }) => {
    const share = (random.below(1_000) / 10).toFixed(1)
    return { text: `${share}%`, fair: [`${share}%`, share] }
  }),
  said('signed', ['long', 'string'], ({ random }) => {
    const n = random.below(99) + 1
    return random.chance(0.5) ? { text: `+${n}`, fair: [`+${n}`, `${n}`] } : { text: `-${n}` }
  }),
  said('in brackets', ['string', 'decimal', 'double'], ({ random }, row) => {
    const sum = (random.below(9_000) / 100).toFixed(2)
    return row % 3 === 0 ? { text: `(${sum})`, fair: [`(${sum})`, `-${sum}`] } : { text: sum }
  }),
  said('yes and no', ['boolean', 'string'], ({ random }) => {
    const isSo = random.chance(0.5)
    const text = isSo ? 'yes' : 'no'
    return { text, fair: [text, String(isSo)] }
  }),
  said(
    'day first',
    ['date', 'string'],
    dated((year, month, day) => `${day}/${month}/${year}`),
  ),
  said(
    'month first',
    ['date', 'string'],
    dated((year, month, day) => `${month}/${day}/${year}`),
  ),
  said(
    'day first, dots',
    ['date', 'string'],
    dated((year, month, day) => `${day}.${month}.${year}`),
  ),
  said(
    'year first, slashes',
    ['date', 'string'],
    dated((year, month, day) => `${year}/${month}/${day}`),
  ),
  said('days that may be months', ['string'], ({ random }) => {
    const [a, b] = [1 + random.below(9), 1 + random.below(9)]
    return { text: `0${a}/0${b}/2023` }
  }),
  said('zoned', ['timestamptz', 'string'], ({ random }) => ({
    text: `${isoDate(random)}T${clock(random)}${random.pick(['Z', '+02:00', '-05:00'])}`,
  })),
  said('nanoseconds', ['string'], ({ random }) => ({
    text: `${isoDate(random)}T${clock(random)}.${100_000_000 + random.below(899_999_999)}`,
  })),
  said('times of day', ['string'], ({ random }) => ({ text: clock(random) })),
  said('long digits', ['decimal', 'string'], ({ random }) => ({
    text: `9${Array.from({ length: 24 }, () => random.below(10)).join('')}`,
  })),
  said('many decimals', ['decimal', 'string'], ({ random }) => ({
    text: `0.${Array.from({ length: 21 }, () => 1 + random.below(9)).join('')}`,
  })),
  said('of versions', ['string'], ({ random }, row) => ({
    text: `${1 + random.below(3)}.${row % 3 === 0 ? '10' : '1'}`,
  })),
  said('like exponents', ['string'], ({ random }) => ({
    text: random.pick(['1e5', '3d4', '2E5', '7e12', '9f1', '12e3']),
  })),
  said('not numbers', ['double', 'string'], ({ random }, row) => ({
    text: row % 4 === 1 ? 'NaN' : row % 4 === 2 ? random.pick(['inf', '-inf']) : `${row}.5`,
  })),
  said('numbers, then a word', ['string'], ({ random, rows }, row) => ({
    text: row === rows.length - 1 ? 'unknown' : (random.below(9_000) / 100).toFixed(2),
  })),
  said('of money', ['decimal'], ({ random }) => ({
    text: (random.below(900_000) / 100).toFixed(2),
  })),
  {
    name: 'an empty column',
    parts: ['cells', 'size'],
    pollute({ columns, random, rows }) {
      if (columns.length < 3) return false
      const at = 1 + random.below(columns.length - 1)
      columns[at]!.types = ['string']
      for (const { cells } of rows) cells[at] = null
      return true
    },
  },
  {
    name: 'a column of empty quotes',
    parts: ['cells', 'size', 'quote', 'delimiter'], // its rows are written here
    pollute({ columns, dialect, random, rows }) {
      if (columns.length < 3) return false
      const at = 1 + random.below(columns.length - 1)
      columns[at]!.types = ['string']
      for (const row of rows) {
        row.cells[at] = null
        row.line = row.cells
          .map((cell, i) => (i === at ? '""' : cellOf(cell, dialect)))
          .join(dialect.delimiter)
      }
      return dialect.delimiter === ','
    },
  },
  {
    name: 'spaces around values',
    parts: ['cells', 'quote', 'rows', 'delimiter'],
    pollute(draft) {
      const { dialect, random, rows } = draft
      const pad = (text: string): string => text + ' '.repeat(1 + random.below(3))
      for (const row of rows) {
        const texts = row.cells.map((cell) => pad(cellOf(cell, { ...dialect, quoting: 'needed' })))
        if (texts.some((text) => text.includes('"'))) return false
        row.fair = row.cells.map((cell, i) => [cell, texts[i]!])
        row.line = texts.join(dialect.delimiter)
      }
      return true
    },
  },
]
