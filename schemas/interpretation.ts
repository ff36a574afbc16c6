/** What a person, or a sender beside the data, says about a dataset's files: it goes before what would be guessed. */
import * as z from 'zod'

/** One character that may stand in a text of any encoding. */
const character = z.string().regex(/^[\t\x20-\x7e]$/)

/** In which a text may be said to be: the WHATWG's names, and UTF-32. */
export const pinnedEncodings = [
  ...['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'],
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254'],
  ...['windows-1255', 'windows-1256', 'windows-1257', 'windows-1258', 'windows-874'],
  ...['iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7'],
  ...['iso-8859-8', 'iso-8859-10', 'iso-8859-13', 'iso-8859-14', 'iso-8859-15', 'iso-8859-16'],
  ...['koi8-r', 'koi8-u', 'ibm866', 'macintosh', 'x-mac-cyrillic'],
  ...['shift_jis', 'euc-jp', 'iso-2022-jp', 'gbk', 'gb18030', 'big5', 'euc-kr'],
] as const

/** Of a sheet or a table, as the file says it. */
const named = z.string().min(1).max(255)

/** As Athena names them; what holds a value that the type cannot stays text. */
export const pinnedTypes = ['string', 'boolean', 'bigint', 'double', 'date', 'timestamp'] as const
const decimal = z
  .string()
  .regex(/^decimal\(([1-9]|[12]\d|3[0-8]),(\d|[12]\d|3[0-8])\)$/)
  .describe('decimal(precision,scale)')

export const pins = z
  .strictObject({
    asset: z.literal(true).describe('No table: kept and listed, whatever it looks like').optional(),
    delimiter: z
      .string()
      .regex(/^[^\r\n\0]$/)
      .refine((text) => text < '\x80', 'one character of ASCII')
      .describe('Between cells')
      .optional(),
    quote: z
      .union([z.literal(''), character])
      .describe('Around cells; empty: none')
      .optional(),
    escape: z
      .union([z.literal(''), character])
      .describe('Before a quote within quotes; the quote itself: it is doubled')
      .optional(),
    comment: z
      .union([z.literal(''), character])
      .describe('With which lines begin that are no rows; empty: every line is one')
      .optional(),
    encoding: z
      .enum(pinnedEncodings)
      .describe('Of its letters, as the WHATWG names them')
      .optional(),
    nulls: z
      .array(z.string().min(1).max(100))
      .max(50)
      .describe('Cells that hold no value, in columns of every type; none but these')
      .optional(),
    record: z
      .string()
      .min(1)
      .max(500)
      .describe(
        'What a row is: of XML an element (`item`, `/feed/item`), of JSON the array that holds them (`data.items`); `$`: the document itself',
      )
      .optional(),
    sheet: named.describe('Of a workbook, the sheet whose rows are read').optional(),
    table: named.describe('Of a database, the table whose rows are read').optional(),
    file: z
      .string()
      .min(1)
      .max(1_000)
      .describe('Of an archive, the file whose rows are read, with those of its columns')
      .optional(),
    header: z.boolean().describe('Whether the first row names the columns').optional(),
    skip: z.int().min(0).max(100).describe('Lines before the table, blank ones too').optional(),
    types: z
      .record(z.string().min(1).max(255), z.union([z.enum(pinnedTypes), decimal]))
      .refine((types) => Object.keys(types).length <= 2_000, 'at most 2,000 columns')
      .describe('Of columns, by the names that the file gives them')
      .optional(),
    names: z
      .record(z.string().min(1).max(255), z.string().min(1).max(255))
      .refine((names) => Object.keys(names).length <= 2_000, 'at most 2,000 columns')
      .describe(
        'What columns are called by now, by the names that older files give them: one column holds the values of both',
      )
      .optional(),
    keys: z
      .array(z.string().min(1).max(255))
      .max(20)
      .describe('Columns that tell one row from another: shown, and kept for who asks')
      .optional(),
  })
  .meta({ id: 'Pins' })

export type Pins = z.infer<typeof pins>

/** Where two pins cannot both hold: the JSON pointer of one of them, and why. */
export function contradictionOf({ asset, ...others }: Pins) {
  const { delimiter, quote, escape: by, comment } = others
  const beside = Object.entries(others).find(([, value]) => value !== undefined)
  if (asset && beside) return { pin: beside[0], why: 'What is no table is not read any further.' }
  if (delimiter !== undefined && delimiter === quote) {
    return { pin: 'quote', why: 'It is the delimiter, too.' }
  }
  if (delimiter !== undefined && delimiter === by) {
    return { pin: 'escape', why: 'It is the delimiter, too.' }
  }
  if (comment && (comment === delimiter || comment === quote)) {
    const what = comment === delimiter ? 'delimiter' : 'quote'
    return { pin: 'comment', why: `It is the ${what}, too.` }
  }
  const same = Object.entries(others.names ?? {}).find(([from, to]) => from === to)
  if (same) return { pin: 'names', why: `"${same[0].slice(0, 100)}" is called so already.` }
  if (quote === '' && by) return { pin: 'escape', why: 'Without quotes nothing is escaped.' }
  return undefined
}

/** Who said so; the first of them that pins something goes before the others. */
export type Pinner = 'a person' | 'the upload' | 'the definition' | '_hypatia.json'
