/** What an inspection found, in the words of pins: from there a person goes on. */
import { type Pins, pins as pinsOf } from '../../schemas/interpretation.ts'
import type { SheetRender } from '../render/choice.ts'
import type { CsvRender } from '../render/csv.ts'
import type { JsonRender } from '../render/json.ts'
import type { XmlRender } from '../render/xml.ts'
import { type Inspection, textFormats } from './inspection.ts'

/** Without what no pin can say: a delimiter of several characters, say. */
export function readAs(inspection: Inspection): Pins {
  const { verdict, format, encoding, csv, columns } = inspection
  if (verdict === 'asset') return inspection.pins?.asset ? { asset: true } : {}
  const nulls = columns.flatMap(({ reading }) => reading?.nulls ?? [])
  const found: Pins = {
    ...(textFormats.has(format) && {
      encoding: (encoding ?? 'utf-8') as NonNullable<Pins['encoding']>,
    }),
    ...(csv && cellsOf(inspection)),
    ...(nulls.length > 0 && { nulls: [...new Set(nulls)].sort() }),
    ...recordOf(inspection),
    ...sheetOf(inspection),
  }
  const sound = Object.entries(found).filter(([pin, value]) => isSayable(pin, value))
  return Object.fromEntries(sound)
}

const isSayable = (pin: string, value: unknown): boolean =>
  pinsOf.safeParse({ [pin]: value }).success

function cellsOf({ csv, render, pins }: Inspection): Pins {
  if (!csv) return {}
  const { delimiter, quote, escape: by, header, skip = 0 } = csv
  const comments = (render as CsvRender | undefined)?.comments
  const comment = pins?.comment ?? (comments === true ? '#' : comments)
  return {
    ...{ delimiter, quote, escape: by, header, skip: pins?.skip ?? skip },
    ...(comment !== undefined && { comment }),
  }
}

/** None where several are read together, which no pin says. */
function sheetOf({ render }: Inspection): Pins {
  const { sheet, more } = (render ?? {}) as Partial<SheetRender>
  return sheet === undefined || more ? {} : { sheet }
}

function recordOf({ render }: Inspection): Pins {
  if (render?.reader === 'xml') return { record: `/${(render as XmlRender).record.join('/')}` }
  if (render?.reader !== 'json') return {}
  const { path } = render as JsonRender
  return { record: path === undefined ? '$' : path.join('.') || '[]' }
}
