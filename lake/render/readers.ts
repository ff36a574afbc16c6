/** Every reader by its name: those that give text, those whose rows have types of their own, and those that give files. */
import { readArrow } from './arrow.ts'
import { readAvro } from './avro.ts'
import { readBlocks } from './blocks.ts'
import { readCsv } from './csv.ts'
import { readDigits } from './digits.ts'
import { readFixed } from './fixed.ts'
import { readHtml } from './html.ts'
import { readJson } from './json.ts'
import { readJsonLines } from './jsonlines.ts'
import { readLatex } from './latex.ts'
import { readLog } from './log.ts'
import { type MembersReader, readTar, readZip } from './members.ts'
import { readOds } from './ods.ts'
import { readOrc } from './orc.ts'
import type { TextReader } from './plaintext.ts'
import type { ReaderName, TypedReader } from './render.ts'
import { readSpreadsheetml } from './spreadsheetml.ts'
import { readXlsx } from './xlsx.ts'
import { readXml } from './xml.ts'

type Reader = { text: TextReader } | { typed: TypedReader } | { members: MembersReader }

export const readers: Record<ReaderName, Reader> = {
  arrow: { typed: readArrow },
  avro: { typed: readAvro },
  blocks: { text: readBlocks },
  csv: { text: readCsv },
  digits: { text: readDigits },
  fixed: { text: readFixed },
  html: { text: readHtml },
  json: { text: readJson },
  jsonlines: { text: readJsonLines },
  latex: { text: readLatex },
  log: { text: readLog },
  ods: { text: readOds },
  orc: { typed: readOrc },
  spreadsheetml: { text: readSpreadsheetml },
  tar: { members: readTar },
  xlsx: { text: readXlsx },
  xml: { text: readXml },
  zip: { members: readZip },
}
