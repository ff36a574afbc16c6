/** Of a name that is pinned, and that nothing in the file has. */
import { Quarantined } from '../problem.ts'

const shownMax = 20
const words = { sheet: 'sheet', table: 'table', file: 'file of rows in the archive' }

/** Its code is `sheet.unknown` and the like; `known` are the names that there are. */
export function unknownName(what: keyof typeof words, name: string, known: string[]) {
  const shown = known.slice(0, shownMax).map((one) => `"${one.slice(0, 100)}"`)
  const more = known.length > shownMax ? ` and ${known.length - shownMax} more` : ''
  const others = known.length > 0 ? `there are ${shown.join(', ')}${more}` : 'there is none'
  return new Quarantined({
    code: `${what}.unknown`,
    detail: `No ${words[what]} is called "${name.slice(0, 100)}": ${others}.`,
    remedy: `Say which ${what} is read by one of these names, or say none.`,
  })
}
