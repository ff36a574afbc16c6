/** An ORC object, by its tail. */
import { columnsMax, inspectionBytesMax } from '../../limits.ts'
import { Quarantined } from '../../problem.ts'
import { rootOf } from '../../render/element.ts'
import { cut } from '../../render/orc/fault.ts'
import { isOrc, orcTail } from '../../render/orc/tail.ts'
import { writingOf } from '../../render/orc/type.ts'
import { orcFields } from '../../render/orc.ts'
import { parquetColumns } from '../../schema/parquet.ts'
import { foreignOrc } from '../../serde/shapeorc.ts'
import type { Finding } from '../finding.ts'
import { asset } from '../magic.ts'
import { tooManyColumns } from '../width.ts'

type Read = (start: number, end: number) => Promise<Uint8Array>

/** Holds the footer of all but very wide or very long files. */
const tailBytes = 256 * 1024

/**
 * `head`: the bytes that are read already, from the start, which are those of ORC. Undefined: it is a text that begins so.
 * Throws Quarantined for what is no sound tail.
 */
export async function inspectOrc(
  bytes: number,
  head: Uint8Array,
  read: Read,
  reserved: readonly string[],
): Promise<Finding | undefined> {
  const start = Math.max(0, bytes - tailBytes)
  const end = start < head.length ? head.subarray(start) : await read(start, bytes)
  const last = start < head.length ? Buffer.concat([end, await restOf(bytes, head, read)]) : end
  if (!isOrc(head, last)) {
    if (isText(head)) return undefined
    throw cut()
  }
  const budget = inspectionBytesMax - head.length - last.length
  const within = async (from: number, to: number): Promise<Uint8Array> => {
    if (from >= bytes - last.length) {
      return last.subarray(from - (bytes - last.length), to - (bytes - last.length))
    }
    if (to - from > budget) throw new TooLong()
    return read(from, to)
  }
  try {
    const tail = await orcTail(bytes, within)
    if (tail.isEncrypted) throw encrypted()
    const fields = orcFields(tail)
    if (fields.length > columnsMax) throw tooManyColumns('orc', fields.length)
    const rows = tail.stripes.reduce((sum, stripe) => sum + stripe.rows, 0)
    const evidence = [`ORC footer: ${rows} rows, ${fields.length} columns`]
    if (fields.length === 0) {
      const reason = asset('orc-without-columns', 'The ORC file has no columns.')
      return { format: 'orc', columns: [], evidence, reason }
    }
    const schema = rootOf(
      fields.map(({ name, type }) => writingOf(type, noneIsFine).elements(name)),
    )
    const foreignType = foreignOrc(tail.root)
    const orc = { codec: tail.packing.codec, ...(foreignType && { foreignType }) }
    return { format: 'orc', columns: parquetColumns(schema, reserved), render, orc, evidence }
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
    return {
      format: 'orc',
      columns: [],
      render,
      evidence: ['its footer is longer than is inspected'],
    }
  }
}

const render = { reader: 'orc', as: 'parquet' } as const

/** Of one within a codec or an archive, whose tail is not in memory. Undefined: it is a text that begins so. */
export function unseenOrc(head: Uint8Array): Finding | undefined {
  if (isText(head)) return undefined
  const evidence = ['ORC file, whose footer is read when it is unpacked']
  return { format: 'orc', columns: [], render, evidence }
}

/** What comes after the head, where the tail begins within it. */
const restOf = async (bytes: number, head: Uint8Array, read: Read): Promise<Uint8Array> =>
  bytes > head.length ? read(head.length, bytes) : new Uint8Array(0)

const noneIsFine = (): boolean => false

const isText = (head: Uint8Array): boolean => head.indexOf(0) < 0

class TooLong extends Error {
  override name = 'TooLong'
}

const encrypted = (): Quarantined =>
  new Quarantined({
    code: 'orc.encrypted',
    detail: 'Columns of the ORC file are encrypted, and the lake has no key.',
    remedy: 'Send it without encryption of its own; the buckets encrypt it.',
  })
