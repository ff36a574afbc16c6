/**
 * How Athena cuts the bytes of a text object into lines: `\n`, `\r` and `\r\n` each end one, quotes or not; a
 * UTF-8 byte order mark is no part of the first; bytes that are not UTF-8 become U+FFFD.
 */
import { athenaLineCharactersMax } from '../limits.ts'
import { BadRow } from './value.ts'

export interface Skipped {
  /** `skip.header.line.count`: lines at the start of each object. */
  headerLines?: number
  /** `skip.footer.line.count`: lines at the end of each object. */
  footerLines?: number
}

/** Takes the decompressed bytes of one object in chunks of any size; answers whole lines, `\n` between them. */
export interface LineCutter {
  /** The lines that end in this chunk; undefined where none does. Throws BadRow for an endless one. */
  push(chunk: Uint8Array): string | undefined
  /** The last lines: those of the footer are gone, one without an end is a line. */
  end(): string | undefined
}

export function lineCutter({ headerLines = 0, footerLines = 0 }: Skipped = {}): LineCutter {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  let skip = headerLines
  let held: string[] = []

  function cut(isEnd: boolean): string | undefined {
    // What follows a final \r decides whether it was \r or \r\n.
    const open = !isEnd && rest.endsWith('\r') ? rest.length - 1 : rest.length
    let text = rest.slice(0, open)
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
    const last = text.lastIndexOf('\n')
    rest = isEnd ? '' : text.slice(last + 1) + rest.slice(open)
    if (rest.length > athenaLineCharactersMax) throw tooLong()
    if (isEnd && last < text.length - 1) return afterHeader(text)
    return last < 0 ? undefined : afterHeader(text.slice(0, last))
  }

  function afterHeader(lines: string): string | undefined {
    let start = 0
    for (; skip > 0 && start <= lines.length; skip--) {
      const end = lines.indexOf('\n', start)
      start = end < 0 ? lines.length + 1 : end + 1
    }
    return start > lines.length ? undefined : lines.slice(start)
  }

  function beforeFooter(lines: string | undefined): string | undefined {
    if (footerLines === 0 || lines === undefined) return lines
    held.push(...lines.split('\n'))
    const kept = held.slice(0, -footerLines)
    held = held.slice(-footerLines)
    return kept.length > 0 ? kept.join('\n') : undefined
  }

  return {
    push(chunk) {
      rest += decoder.decode(chunk, { stream: true })
      return beforeFooter(cut(false))
    },
    end() {
      rest += decoder.decode()
      return beforeFooter(cut(true))
    },
  }
}

const tooLong = (): BadRow =>
  new BadRow('HIVE_CURSOR_ERROR', `A line is longer than ${athenaLineCharactersMax} characters`)

/** All lines of an object that is at hand. */
export function linesOf(bytes: Uint8Array, skipped?: Skipped): string[] {
  const cutter = lineCutter(skipped)
  const blocks = [cutter.push(bytes), cutter.end()]
  return blocks.flatMap((block) => (block === undefined ? [] : block.split('\n')))
}
