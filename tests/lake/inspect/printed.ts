/** What a text becomes: the lines of its plain form, as normalise writes them. */
import type { Finding } from '../../../lake/inspect/finding.ts'
import { inspectText } from '../../../lake/inspect/text.ts'
import { Quarantined } from '../../../lake/problem.ts'
import type { TextReader } from '../../../lake/render/plaintext.ts'
import { readers } from '../../../lake/render/readers.ts'
import type { Told } from '../../../lake/render/render.ts'

export interface Printed {
  finding: Finding
  /** With the header, of CSV; none where it lies as it is, or is no table. */
  lines: string[]
  aside: number
  told: Told[]
}

/** `step`: bytes of a piece in which the reader is given it; `seen`: those that are inspected. */
export async function printed(
  text: string,
  step = 1 << 16,
  seen = Number.POSITIVE_INFINITY,
): Promise<Printed> {
  const bytes = Buffer.from(text)
  const whole = seen >= bytes.length
  const finding = inspectText({ bytes: whole ? bytes : bytes.subarray(0, seen), whole }, [])
  const found: Printed = { finding, lines: [], aside: 0, told: [] }
  if (!finding.render) return found
  const { text: read } = readers[finding.render.reader as 'csv'] as { text: TextReader }
  const object = {
    bytes: bytes.length,
    chunks: async function* () {
      for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    aside: () => void found.aside++,
    told: (told: Told) => void found.told.push(told),
  }
  let plain = ''
  for await (const piece of read(object, finding.render)) plain += Buffer.from(piece).toString()
  found.lines = plain.trimEnd().split('\n')
  return found
}

/** The code of the reason for which a text is no table; undefined: it is one. */
export function codeOf(text: string): string | undefined {
  try {
    return inspectText({ bytes: Buffer.from(text), whole: true }, []).reason?.code
  } catch (error) {
    if (error instanceof Quarantined) return error.reason.code
    throw error
  }
}
