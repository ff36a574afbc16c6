/** JSON lines with every number that a double would change as a text of its digits: DuckDB's JSON has doubles only. */
import { isLongNumber } from '../inspect/jsonnumber.ts'
import type { TextReader } from './plaintext.ts'

const tokens = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?/g

export const readDigits: TextReader = async function* ({ chunks }) {
  let carry = ''
  for await (const chunk of chunks()) {
    const text = carry + Buffer.from(chunk).toString('latin1')
    const end = text.lastIndexOf('\n') + 1
    carry = text.slice(end)
    if (end > 0) yield Buffer.from(quoted(text.slice(0, end)), 'latin1')
  }
  yield Buffer.from(quoted(carry), 'latin1')
}

const quoted = (lines: string): string =>
  lines.replace(tokens, (token) => (isLongNumber(token) ? `"${token}"` : token))
