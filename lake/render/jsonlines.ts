/** JSON lines of which some cannot be read: each of those is aside alone. */
import { faultWords, readJsonLine } from '../inspect/jsonscan.ts'
import { linesOf } from './lines.ts'
import type { TextReader } from './plaintext.ts'

export const readJsonLines: TextReader = async function* (object) {
  for await (const lines of linesOf(object)) {
    let rows = ''
    for (const { text, line, byte } of lines) {
      const value = readJsonLine(Buffer.from(text))
      if (typeof value === 'string') {
        object.aside({ line, byte, reason: `The line ${faultWords(value)}.`, text })
      } else if (value !== undefined) rows += `${text}\n`
    }
    yield rows
  }
}
