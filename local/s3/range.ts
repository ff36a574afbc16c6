/** Ranges of bytes. https://www.rfc-editor.org/rfc/rfc9110#section-14.2 */
import { AwsFault } from '../wire/service.ts'

export interface Range {
  start: number
  /** Exclusive. */
  end: number
}

/** Undefined when the header is absent, ill-formed or asks for several: the whole is answered then. */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const asked = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(header ?? '')
  if (!asked) return undefined
  const [, first, last, suffix] = asked
  if (suffix !== undefined) {
    if (Number(suffix) === 0 || size === 0) throw unsatisfiable(header, size)
    return { start: Math.max(0, size - Number(suffix)), end: size }
  }
  const start = Number(first)
  const end = last ? Math.min(size, Number(last) + 1) : size
  if (last && Number(last) < start) return undefined
  if (start >= size) throw unsatisfiable(header, size)
  return { start, end }
}

function unsatisfiable(header: string | undefined, size: number): AwsFault {
  return new AwsFault('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: header,
    ActualObjectSize: size,
  })
}
