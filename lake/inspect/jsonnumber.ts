/** Numbers in JSON that a double would change: https://www.rfc-editor.org/rfc/rfc8259#section-6 lets them be written. */
import { numberFacts } from './cell.ts'

/** Of a token. Integers of any length are kept as they are. */
export const isLongNumber = (token: string): boolean =>
  !token.startsWith('"') &&
  (token.length > 16 ? /[.eE]/.test(token) : farExponent.test(token)) &&
  !numberFacts(token).double

/** Of three digits: beyond the ends of what a double holds. */
const farExponent = /[eE][-+]?0*[1-9][0-9]{2}/
const mayBeLong = /[0-9][0-9.]{15}|[0-9][eE][-+]?[0-9]{3}/
const tokens = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?/g

/** How many of them a line has. */
export function longNumbersIn(line: Uint8Array): number {
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1')
  if (!mayBeLong.test(text)) return 0
  return (text.match(tokens) ?? []).filter(isLongNumber).length
}
