/** What a person, or a sender beside the data, says about a dataset's files: it goes before what would be guessed. */
import * as z from 'zod'

/** One character that may stand in a text of any encoding. */
const character = z.string().regex(/^[\t\x20-\x7e]$/)

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
    header: z.boolean().describe('Whether the first row names the columns').optional(),
    skip: z.int().min(0).max(100).describe('Lines before the table, blank ones too').optional(),
    types: z
      .record(z.string().min(1).max(255), z.union([z.enum(pinnedTypes), decimal]))
      .refine((types) => Object.keys(types).length <= 2_000, 'at most 2,000 columns')
      .describe('Of columns, by the names that the file gives them')
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
  const { delimiter, quote, escape: by } = others
  const beside = Object.entries(others).find(([, value]) => value !== undefined)
  if (asset && beside) return { pin: beside[0], why: 'What is no table is not read any further.' }
  if (delimiter !== undefined && delimiter === quote) {
    return { pin: 'quote', why: 'It is the delimiter, too.' }
  }
  if (delimiter !== undefined && delimiter === by) {
    return { pin: 'escape', why: 'It is the delimiter, too.' }
  }
  if (quote === '' && by) return { pin: 'escape', why: 'Without quotes nothing is escaped.' }
  return undefined
}

/** Who said so; the first of them that pins something goes before the others. */
export type Pinner = 'a person' | 'the upload' | '_hypatia.json'
