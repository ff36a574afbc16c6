/** What DuckDB does not read as it lies, written beside it in a form that it does read. */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectParquet } from '../../lake/inspect/parquet.ts'
import { typedByPins } from '../../lake/inspect/pinned.ts'
import { inspectPlain } from '../../lake/inspect/plain.ts'
import { scanner } from '../../lake/inspect/scan.ts'
import { decompressedBytesMax, inspectionBytesMax, renderMsMax } from '../../lake/limits.ts'
import { rowsOf, type Source } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { PlainText, TextReader } from '../../lake/render/plaintext.ts'
import {
  type Lying,
  plainDialect,
  type Render,
  type Told,
  type Typed,
  type TypedReader,
} from '../../lake/render/render.ts'
import { type Aside, asideIn } from './aside.ts'
import { onto } from './onto.ts'
import { parquetFile } from './parquetfile.ts'

/** The source of the plain form. Throws Quarantined for bytes that no reader takes. */
export async function rendered(
  source: Source,
  render: Render,
  reader: { text: TextReader } | { typed: TypedReader },
  folder: string,
): Promise<Source> {
  const path = join(folder, 'rendered')
  const file = await open(source.path)
  const aside = asideIn(folder)
  const told: Told[] = []
  try {
    const lying = await lyingAt(source.path, file, aside)
    const object = { ...lying, told: (found: Told) => void told.push(found) }
    const plain =
      'text' in reader
        ? await renderedText(source, render, reader.text(object, render), path)
        : await renderedRows(source, await reader.typed(object, render), path)
    const rejects = aside.end(rowsOf(plain))
    const found = withTold(plain, told)
    return rejects ? { ...found, rejects } : found
  } catch (error) {
    throw isOfMachine(error) ? error : unreadable(source, error as Error)
  } finally {
    aside.close()
    await file.close()
  }
}

function withTold(plain: Source, told: Told[]): Source {
  if (told.length === 0) return plain
  const { inspection } = plain
  const evidence = [...inspection.evidence, ...told.flatMap((one) => one.evidence)]
  // What the head said already may be told of the whole file.
  const doubt = [...new Set([...(inspection.doubt ?? []), ...told.flatMap((one) => one.doubt)])]
  const everyLine = told.map((one) => one.everyLine).find((one) => one !== undefined)
  const split = told.find((one) => one.split)?.split
  const pairs = told.find((one) => one.pairs)?.pairs
  const lines = {
    ...(everyLine !== undefined && { everyLine }),
    ...(split && { split }),
    ...(pairs && { pairs }),
  }
  return {
    ...plain,
    inspection: { ...inspection, evidence, ...(doubt.length > 0 && { doubt }), ...lines },
  }
}

/** What the bytes did is a fault of theirs for good, whatever it was; what the system says is not. */
export const isOfMachine = (error: unknown): boolean =>
  error instanceof Quarantined || (error instanceof Error && 'syscall' in error)

export const unreadable = ({ inspection }: Source, cause: Error): Quarantined =>
  new Quarantined(
    {
      code: `${inspection.format}.unreadable`,
      detail: `The file cannot be read as ${inspection.format}: ${cause.message.slice(0, 200)}.`,
      remedy: 'Write the file again and send it whole, or send it as CSV, JSON lines or Parquet.',
    },
    { cause },
  )

export async function lyingAt(
  path: string,
  file: FileHandle,
  aside: Pick<Aside, 'add'>,
): Promise<Lying> {
  const { size: bytes } = await file.stat()
  const lent = lender(file)
  return {
    bytes,
    chunks: () => createReadStream(path, { highWaterMark: pieceBytes }),
    read: (start, end) => readRange(file, start, Math.min(end, bytes)),
    lend: (start, end) => lent(start, Math.min(end, bytes)),
    aside: aside.add,
  }
}

const pieceBytes = 256 * 1024

/** Each time the same memory, where they are not many. */
function lender(file: FileHandle): (start: number, end: number) => Promise<Buffer> {
  let memory = Buffer.alloc(0)
  return (start, end) => {
    const bytes = Math.max(0, end - start)
    if (bytes > lentBytesMax) return readRange(file, start, end)
    if (bytes > memory.length) memory = Buffer.allocUnsafeSlow(Math.min(lentBytesMax, 2 * bytes))
    return readInto(memory.subarray(0, bytes), file, start)
  }
}

const lentBytesMax = 32 * 1024 * 1024

export const readRange = (file: FileHandle, start: number, end: number): Promise<Buffer> =>
  readInto(Buffer.allocUnsafe(Math.max(0, end - start)), file, start)

async function readInto(buffer: Buffer, file: FileHandle, start: number): Promise<Buffer> {
  for (let at = 0; at < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, at, buffer.length - at, start + at)
    if (bytesRead === 0) return buffer.subarray(0, at)
    at += bytesRead
  }
  return buffer
}

async function renderedText(
  source: Source,
  render: Render,
  text: PlainText,
  path: string,
): Promise<Source> {
  const csv = render.as === 'csv' ? plainDialect(render) : undefined
  const plain = { format: render.as, ...(csv && { csv }) }
  const { seen } = text
  const scan = seen ? undefined : scanner(plain, true)
  const deadline = deadlineOf(source)
  let bytes = 0
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const piece of text) {
      deadline()
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece
      bytes += chunk.length
      if (bytes > decompressedBytesMax) throw tooLarge(bytes)
      scan?.push(chunk)
      yield chunk
    }
  }
  await onto(path)(watched())
  const facts = scan?.end() ?? seen!.all
  const json = scan ? scan.members?.() : seen!.members()
  const { render: _, csv: _csv, ...inspection } = source.inspection
  const found = inspection.columns.length > 0 ? inspection : await headFinding(source, render, path)
  const own = { ...inspection, ...found, ...plain }
  return { ...source, path, facts, ...(json && { json }), inspection: own }
}

/** Of what was not seen in full, whatever the inspection was told: DuckDB looks at every row. */
async function headFinding({ partitions, inspection }: Source, render: Render, path: string) {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const end = Math.min(size, inspectionBytesMax)
    const head = { bytes: await readRange(file, 0, end), whole: end === size }
    const reserved = partitions.map(({ key }) => key)
    const { pins } = inspection
    const { columns } = inspectPlain(render, head, { reserved, nulls: pins?.nulls })
    return { columns: pins ? typedByPins(columns, pins) : columns, whole: head.whole }
  } finally {
    await file.close()
  }
}

async function renderedRows(source: Source, typed: Typed, path: string): Promise<Source> {
  const deadline = deadlineOf(source)
  const written = await parquetFile(path, typed.schema)
  try {
    for await (const batch of typed.packed ?? typed.batches) {
      deadline()
      if (written.bytes() > decompressedBytesMax) throw tooLarge(written.bytes())
      await written.write(batch)
    }
    await written.end()
  } finally {
    await written.close()
  }
  const { render: _, ...inspection } = source.inspection
  return { ...source, path, inspection: { ...inspection, ...(await footerOf(source, path)) } }
}

/** What a Parquet file says of itself. */
export async function footerOf({ partitions }: Source, path: string) {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const read = (start: number, end: number) => readRange(file, start, end)
    const reserved = partitions.map(({ key }) => key)
    const head = await read(0, Math.min(size, 1024))
    const { columns, parquet, format, whole } = await inspectParquet(size, head, read, reserved)
    return { columns, format, whole, ...(parquet && { parquet }) }
  } finally {
    await file.close()
  }
}

export function deadlineOf({ inspection }: Source): () => void {
  const endMs = Date.now() + renderMsMax
  return () => {
    if (Date.now() < endMs) return
    throw new Quarantined({
      code: `${inspection.format}.too-slow`,
      detail: `Reading the file took longer than ${renderMsMax / 1000} s.`,
      remedy: 'Send the file in smaller parts, or as Parquet.',
    })
  }
}

export const tooLarge = (bytes: number): Quarantined =>
  new Quarantined({
    code: 'rendered.too-large',
    detail: `The rows of the file are more than ${bytes} bytes as text (at most ${decompressedBytesMax}).`,
    remedy: 'Send the data in several smaller files.',
  })
