/**
 * How Athena cuts the bytes of a text object into lines: `\n`, `\r` and `\r\n` each end one, quotes or not; a
 * UTF-8 byte order mark is no part of the first; bytes that are not UTF-8 become U+FFFD.
 */

export interface Skipped {
  /** `skip.header.line.count`: lines at the start of each object. */
  headerLines?: number
  /** `skip.footer.line.count`: lines at the end of each object. */
  footerLines?: number
}

/** Takes the decompressed bytes of one object in chunks of any size. */
export interface LineCutter {
  /** The lines that end in this chunk. */
  push(chunk: Uint8Array): string[]
  /** The last lines: those held back for the footer are gone, an unended one is a line. */
  end(): string[]
}

export function lineCutter({ headerLines = 0, footerLines = 0 }: Skipped = {}): LineCutter {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  let skip = headerLines
  let held: string[] = []

  function cut(text: string, isEnd: boolean): string[] {
    const lines = cutText(text, isEnd)
    // What follows a final \r decides whether it was \r or \r\n.
    rest = isEnd ? '' : lines.pop()!
    if (isEnd && lines.at(-1) === '') lines.pop()
    const kept = held.concat(skip > 0 ? lines.slice(skip) : lines)
    skip = Math.max(0, skip - lines.length)
    held = footerLines > 0 ? kept.splice(Math.max(0, kept.length - footerLines)) : []
    return kept
  }

  return {
    push: (chunk) => cut(rest + decoder.decode(chunk, { stream: true }), false),
    end: () => cut(rest + decoder.decode(), true),
  }
}

/** All lines of an object that is at hand. */
export function linesOf(bytes: Uint8Array, skipped?: Skipped): string[] {
  const cutter = lineCutter(skipped)
  return cutter.push(bytes).concat(cutter.end())
}

/** The lines and, last, what no line end follows. */
function cutText(text: string, isEnd: boolean): string[] {
  if (!text.includes('\r')) return text.split('\n')
  if (isEnd || !text.endsWith('\r')) return text.split(/\r\n|\r|\n/)
  const lines = text.slice(0, -1).split(/\r\n|\r|\n/)
  lines.push(`${lines.pop()}\r`)
  return lines
}
