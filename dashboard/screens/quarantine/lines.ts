/** The place of a fault in its file: the line it is in, with its neighbours, and the very byte marked. Pure. */
export interface Line {
  number: number
  text: string
  /** Where in the text the fault is; absent: it is in another line. */
  mark?: number
}

export interface Fault {
  line: number
  byte: number
  excerpt?: string | undefined
}

export const beforeBytes = 400
export const afterBytes = 400
const neighbours = 2

/**
 * `bytes` are of the file from `start` on. Undefined where they are not what was read when the fault was found, as
 * with a compressed file, whose places are those of its content.
 */
export function linesAround(bytes: Uint8Array, start: number, fault: Fault): Line[] | undefined {
  const decoder = new TextDecoder()
  const at = fault.byte - start
  if (at < 0 || at > bytes.length) return undefined
  const head = decoder.decode(bytes.subarray(0, at))
  const tail = decoder.decode(bytes.subarray(at))
  if (!isSame(head + tail, fault.excerpt)) return undefined
  const above = head.split(lineEnd)
  const below = tail.split(lineEnd)
  const here = above.pop() ?? ''
  const rest = below.shift() ?? ''
  if (start > 0 && above.length > 0)
    above.shift() // begins somewhere in its line
  else if (start > 0) return [{ number: fault.line, ...marked(`…${here}`, rest) }]
  const before = above.slice(-neighbours)
  const after = below.slice(0, neighbours).filter((text) => text !== '')
  return [
    ...before.map((text, i) => ({ number: fault.line - before.length + i, text: visible(text) })),
    { number: fault.line, ...marked(here, rest) },
    ...after.map((text, i) => ({ number: fault.line + 1 + i, text: visible(text) })),
  ]
}

const lineEnd = /\r\n|\r|\n/

const marked = (before: string, after: string) => ({
  text: visible(before) + visible(after),
  mark: visible(before).length,
})

const isSame = (text: string, excerpt: string | undefined): boolean =>
  !excerpt || text.includes(excerpt.slice(0, 24))

/** What has no shape of its own gets the one that Unicode has for it; NUL is ␀. */
const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
  text.replace(/[\u0000-\u0008\u000b-\u001f]/g, (one) =>
    String.fromCharCode(0x2400 + one.charCodeAt(0)),
  )
