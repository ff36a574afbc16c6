/** Every reader by its name: those that give text, and those whose rows have types of their own. */
import { readArrow } from './arrow.ts'
import { readAvro } from './avro.ts'
import { readCsv } from './csv.ts'
import { readDigits } from './digits.ts'
import { readFixed } from './fixed.ts'
import { readHtml } from './html.ts'
import { readJson } from './json.ts'
import { readLog } from './log.ts'
import { readOds } from './ods.ts'
import type { ReaderName, TextReader, TypedReader } from './render.ts'
import { readXlsx } from './xlsx.ts'
import { readXml } from './xml.ts'

export const readers: Record<ReaderName, { text: TextReader } | { typed: TypedReader }> = {
  arrow: { typed: readArrow },
  avro: { typed: readAvro },
  csv: { text: readCsv },
  digits: { text: readDigits },
  fixed: { text: readFixed },
  html: { text: readHtml },
  json: { text: readJson },
  log: { text: readLog },
  ods: { text: readOds },
  xlsx: { text: readXlsx },
  xml: { text: readXml },
}
