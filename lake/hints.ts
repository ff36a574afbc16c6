/** What a sender says of how files are read: a file beside the data, or words beside an upload. A person goes before both. */
import { contradictionOf, type Pins, pins as pinsOf } from '../schemas/interpretation.ts'
import { addressOf } from './key.ts'
import { hintBytesMax } from './limits.ts'
import { Quarantined } from './problem.ts'

export const hintFile = '_hypatia.json'

interface Owner {
  source: string
  dataset: string
}

export const hintKeyOf = ({ source, dataset }: Owner): string => `${source}/${dataset}/${hintFile}`

/** Of which dataset the key is the file that says how its files are read; undefined: it is none. */
export function hintOwnerOf(key: string): Owner | undefined {
  const addressed = addressOf(key)
  if (addressed.kind !== 'hidden') return undefined
  const { source, dataset } = addressed.address
  return key === hintKeyOf({ source, dataset }) ? { source, dataset } : undefined
}

/** Of an object that is one: kept, and no data. */
export const saysHow = {
  code: 'hint',
  detail: 'The file says how the files of its dataset are read.',
  remedy: 'Delete it, and they are read by what is seen in them again.',
}

/** Throws Quarantined where the file does not say pins. */
export function hintedPins(bytes: Uint8Array): Pins {
  if (bytes.length > hintBytesMax) {
    throw refused(hintFile, `it has more than ${hintBytesMax} bytes`)
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return sound(hintFile, JSON.parse(text))
  } catch (error) {
    throw error instanceof Quarantined ? error : refused(hintFile, 'it is no JSON')
  }
}

const prefix = 'hypatia-'

/** The same pins as an object's metadata says them: headers are ASCII. */
export const metadataOf = (pins: Pins): Record<string, string> => ({
  [`${prefix}pins`]: JSON.stringify(pins).replace(
    /[\x7f-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
})

/** Words of a command line, `delimiter=tab`. Throws Quarantined where they make no sense. */
export function wordedPins(words: readonly string[]): Pins | undefined {
  const said: Record<string, string> = {}
  for (const word of words) {
    const [pin = '', ...text] = word.split('=')
    const name = prefix + pin
    if (Object.hasOwn(said, name)) throw refused(pin, 'it is said twice')
    said[name] = text.join('=')
  }
  return uploadedPins(said)
}

/**
 * Of an object's own metadata, `x-amz-meta-hypatia-delimiter: tab` for one: as in a form, or all at once as JSON in
 * `hypatia-pins`. Undefined where nothing is said; throws Quarantined where it makes no sense.
 */
export function uploadedPins(metadata: Record<string, string>): Pins | undefined {
  const said = Object.entries(metadata).filter(([name]) => name.startsWith(prefix))
  if (said.length === 0) return undefined
  const all = said.flatMap(([name, text]): [string, unknown][] => {
    const pin = name.slice(prefix.length)
    return pin === 'pins' ? Object.entries(objectOf(name, text)) : [[pin, pinOf(name, pin, text)]]
  })
  return sound('metadata', Object.fromEntries(all))
}

const words: Record<string, string> = { tab: '\t', '\\t': '\t', space: ' ', none: '' }

function pinOf(name: string, pin: string, text: string): unknown {
  switch (pin) {
    case 'asset':
    case 'header':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'skip':
      return /^\d+$/.test(text) ? Number(text) : text
    case 'types':
    case 'names':
      return jsonOf(name, text)
    case 'keys':
    case 'nulls':
      return text.startsWith('[') ? jsonOf(name, text) : text.split(',').map((one) => one.trim())
    case 'delimiter':
    case 'quote':
    case 'escape':
    case 'comment':
      return Object.hasOwn(words, text) ? words[text] : text
    default:
      return text
  }
}

function objectOf(name: string, text: string): object {
  const said: unknown = jsonOf(name, text)
  if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said
  throw refused(name, 'it is no JSON object')
}

function jsonOf(name: string, text: string): object {
  try {
    return JSON.parse(text)
  } catch {
    throw refused(name, 'it is no JSON')
  }
}

function sound(where: string, said: unknown): Pins {
  const { data, error } = pinsOf.safeParse(said)
  const [issue] = error?.issues ?? []
  if (!data) throw refused(where, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
  const contradiction = contradictionOf(data)
  if (contradiction) throw refused(where, `${contradiction.pin}: ${contradiction.why}`)
  return data
}

const refused = (where: string, why: string): Quarantined =>
  new Quarantined({
    code: 'hint.refused',
    detail: `What "${where.slice(0, 100)}" says of how files are read makes no sense: ${why.slice(0, 300)}.`,
    remedy: 'Say it in the words of the API’s pins (docs/api.md), and land it again.',
  })
