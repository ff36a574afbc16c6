/** The object's bytes, decompressed, on disk: every one of them seen once as it streams by. */
import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openObject } from '../../aws/s3.ts'
import type { ObjectVersion } from '../../lake/delivery.ts'
import { decompressed } from '../../lake/inspect/compression.ts'
import { strictDecoder } from '../../lake/inspect/encoding/decode.ts'
import { type EncodingFound, encodingOf } from '../../lake/inspect/encoding/encoding.ts'
import { paddingEvidence, unpadded } from '../../lake/inspect/encoding/padding.ts'
import { foreignLines } from '../../lake/inspect/encoding/sample.ts'
import { type Inspection, type TextFacts, textFormats } from '../../lake/inspect/inspection.ts'
import type { Members } from '../../lake/inspect/jsonmembers.ts'
import { scanner } from '../../lake/inspect/scan.ts'
import { utf8Check } from '../../lake/inspect/utf8.ts'
import { inspectionBytesMax } from '../../lake/limits.ts'
import { Quarantined } from '../../lake/problem.ts'
import { bearsNuls } from '../../lake/render/render.ts'
import { onto } from './onto.ts'

/** What lies on the disk then: text in UTF-8. */
export interface Downloaded {
  /** With an encoding that only what came after its head told. */
  inspection: Inspection
  /** Absent for Parquet. */
  facts?: TextFacts
  /** Of JSON lines. */
  json?: Members
}

/** From its first byte, as often as it is asked. */
export type Open = () => Promise<Readable>

/** Throws Quarantined for what is wrong with the bytes for good, NoSuchObject when the version is gone. */
export const download = (
  object: ObjectVersion,
  inspection: Inspection,
  path: string,
): Promise<Downloaded> => laid(() => openObject(object), inspection, path)

/** Of an object, or of a file within one. Throws Quarantined likewise, and whatever `open` throws. */
export async function laid(open: Open, inspection: Inspection, path: string): Promise<Downloaded> {
  try {
    return await written(open, inspection, path)
  } catch (error) {
    if (inspection.rescue && isOfCells(error)) return rescued(open, inspection, path)
    const found = isLate(error, inspection) ? await encodingOfAll(open, inspection) : undefined
    if (!found) throw error
    const { encoding, evidence } = found
    const decided = { ...inspection, encoding, evidence: [...inspection.evidence, evidence] }
    return written(open, decided, path)
  }
}

/** Of a row, not of its encoding. */
const isOfCells = (error: unknown): boolean =>
  error instanceof Quarantined && /^(csv[.]|json[.]|text[.]nul$)/.test(error.reason.code)

/** What is wrong with a row that nobody had seen is wrong with that row alone. */
async function rescued(
  open: Open,
  { rescue, ...inspection }: Inspection,
  path: string,
): Promise<Downloaded> {
  const decided: Inspection = { ...inspection, ...(rescue && { render: rescue }) }
  return written(open, decided, path)
}

async function written(open: Open, inspection: Inspection, path: string): Promise<Downloaded> {
  const { format, render } = inspection
  const scan = format === 'parquet' || render ? undefined : scanner(inspection)
  const bears = render && bearsNuls(render) ? 'few' : 'none'
  const check = render && textFormats.has(format) ? utf8Check(bears) : undefined // its reader would not say
  const decode = inspection.encoding && transcoded(inspection.encoding)
  const text = scan || check ? unpadded() : undefined
  async function* watched(chunks: AsyncIterable<Buffer>) {
    for await (const piece of decode ? decode(chunks) : chunks) {
      const chunk = text ? text.push(piece) : piece
      if (chunk.length === 0) continue
      scan?.push(chunk)
      check?.push(chunk)
      yield chunk
    }
    check?.end()
  }
  await stream(open, inspection, watched, onto(path))
  const isPadded = text?.end() === true && !inspection.padding
  const evidence = [...inspection.evidence, paddingEvidence]
  const found = isPadded ? { ...inspection, padding: true as const, evidence } : inspection
  const facts = scan?.end()
  const json = scan?.members?.()
  return { inspection: found, ...(facts && { facts }), ...(json && { json }) }
}

/** The head was ASCII, and what follows is not UTF-8: of names and values nothing was decided yet by wrong letters. */
const isLate = (error: unknown, { encoding, whole, pins }: Inspection): boolean =>
  !(encoding ?? pins?.encoding) &&
  !whole &&
  error instanceof Quarantined &&
  error.reason.code === 'text.invalid-utf-8'

async function encodingOfAll(
  open: Open,
  inspection: Inspection,
): Promise<EncodingFound | undefined> {
  const lines = foreignLines(inspectionBytesMax)
  await stream(open, inspection, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) lines.push(chunk)
  })
  const sample = lines.end()
  const firstLine = sample.subarray(0, sample.indexOf(10) + 1)
  return firstLine.length > 0 && isUtf8(firstLine) ? undefined : encodingOf(sample, false) // else it was UTF-8, and is broken
}

/** In UTF-8. Throws Quarantined where the bytes are no text of the encoding. */
const transcoded = (encoding: string) =>
  async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const decoder = strictDecoder(encoding)
    let bytes = 0
    try {
      for await (const chunk of chunks) {
        const text = decoder.decode(chunk)
        bytes += chunk.length
        if (text !== '') yield Buffer.from(text)
      }
      yield Buffer.from(decoder.end())
    } catch (cause) {
      throw cause instanceof TypeError ? undecodable(encoding, bytes, cause) : cause
    }
  }

const undecodable = (encoding: string, byte: number, cause: Error): Quarantined =>
  new Quarantined(
    {
      code: 'text.invalid-encoding',
      detail: `The text began as ${encoding}, and after byte ${byte} there are bytes that are none of it.`,
      remedy: 'Send the file in one encoding, best UTF-8.',
    },
    { cause },
  )

type Through = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>
type Sink = (chunks: AsyncIterable<Buffer>) => Promise<void>

/** The object's bytes, decompressed, through these. */
async function stream(
  open: Open,
  { compression, member }: Inspection,
  ...steps: [Sink] | [Through, Sink]
): Promise<void> {
  const body = await open()
  const plain: Through[] =
    compression === 'none' ? [] : [(chunks) => decompressed(compression, chunks, false, member)]
  await pipeline([body, ...plain, ...steps] as never)
}
