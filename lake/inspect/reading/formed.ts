/** In which form a column is written whose texts are of no type as they are: one that all of them have, and no other. */
import type { DateForm, Form, Type } from '../../schema/type.ts'
import { plainText } from './form.ts'

/** The type of texts that are written in the lake's own way. */
type TypeOf = (texts: readonly string[]) => Type

/** Type `string` and no form where no form reads all of the texts, or more than one does. */
export function formed(texts: readonly string[], typeOf: TypeOf): { type: Type; form?: Form } {
  const form = spacedForm(texts) ?? wordForm(texts) ?? numberForm(texts) ?? dateForm(texts)
  if (!form) return { type: 'string' }
  const plain = texts.map((text) => plainText(text, form))
  if (plain.includes(undefined)) return { type: 'string' }
  const type = typeOf(plain as string[])
  return type === 'string' || (form.kind !== 'spaced' && !isOf(form, type))
    ? { type: 'string' }
    : { type, form }
}

function isOf({ kind }: Form, type: Type): boolean {
  if (kind === 'date') return type === 'date' || type === 'timestamp'
  if (kind === 'words') return type === 'boolean'
  return type === 'long' || type === 'double' || String(type).startsWith('decimal')
}

const spacedForm = (texts: readonly string[]): Form | undefined =>
  texts.some((text) => text.startsWith(' ') || text.endsWith(' ')) ? { kind: 'spaced' } : undefined

const words: [yes: string, no: string][] = [
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
]

/** Both are there, and each is written in one way. */
function wordForm(texts: readonly string[]): Form | undefined {
  if (texts[0]!.length > 3) return undefined
  const seen = new Set<string>()
  for (const text of texts) if (seen.add(text).size > 2) return undefined
  const [first, second] = [...seen]
  if (first === undefined || second === undefined) return undefined
  const pair = words.find((both) => both.includes(first.toLowerCase()))
  const [yes, no] = pair?.[0] === first.toLowerCase() ? [first, second] : [second, first]
  return pair && yes.toLowerCase() === pair[0] && no.toLowerCase() === pair[1]
    ? { kind: 'words', yes, no }
    : undefined
}

const looksNumeric = /^[-+]?[0-9][0-9.,' \u00a0\u202f]*$/
const isSigned = /^[-+]?(0|[1-9][0-9]*)([.][0-9]+)?$/

function numberForm(texts: readonly string[]): Form | undefined {
  if (!texts.every((text) => looksNumeric.test(text))) return undefined
  if (texts.some((text) => text.startsWith('+'))) return signedForm(texts)
  const group = [' ', '\u00a0', '\u202f', "'"].find((one) => texts.some((t) => t.includes(one)))
  if (group && (group === "'" || isSpaced(texts))) {
    const decimal = texts.some((text) => text.includes(',')) ? ',' : '.'
    return { kind: 'number', decimal, group }
  }
  if (group) return undefined
  if (isPointed(texts)) return { kind: 'number', decimal: '.', group: ',' }
  return isComma(texts) ? { kind: 'number', decimal: ',', group: '.' } : undefined
}

/** A plus alone is how telephones begin. */
const signedForm = (texts: readonly string[]): Form | undefined =>
  texts.every((text) => isSigned.test(text)) &&
  texts.some((text) => text.startsWith('-') || text.includes('.'))
    ? { kind: 'signed' }
    : undefined

/** Telephones are written so as well: numbers have decimals and signs, are small, or of several lengths from one digit on. */
function isSpaced(texts: readonly string[]): boolean {
  const isSure = (text: string): boolean => /^-|[.,]|^[0-9]{1,3}$/.test(text)
  if (texts.some(isSure)) return true
  const heads = new Set(texts.map((text) => text.search(/[^0-9]/)))
  return heads.has(1) && heads.size > 1
}

/** `1,234` may be either: what is above or below it decides; or many, each with three digits, beside many below a thousand. */
function isPointed(texts: readonly string[]): boolean {
  if (!texts.every((text) => /^-?[0-9]{1,3}(,[0-9]{3})*([.][0-9]+)?$/.test(text))) return false
  if (texts.some((text) => /,[0-9]{3}[,.]/.test(text))) return true
  const grouped = texts.filter((text) => text.includes(','))
  if (grouped.length === 0) return false
  if (texts.some((text) => text.includes('.'))) return true
  const below = texts.length - grouped.length
  return grouped.length >= groupedMin && below >= groupedMin
}

/** A measure with decimals is seldom whole, and seldom has three of them each time. */
const groupedMin = 3

function isComma(texts: readonly string[]): boolean {
  const isWhole = texts.every((text) => /^-?[0-9]+(?:[.][0-9]{3})*(,[0-9]+)?$/.test(text))
  const isSure = (text: string): boolean =>
    /,([0-9]{1,2}|[0-9]{4,})$/.test(text) || /[.][0-9]{3},/.test(text) || /^-?0,/.test(text)
  return isWhole && texts.some(isSure)
}

const numericDate = /^([0-9]{1,2}|[0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2}|[0-9]{4})([ T].*)?$/s
const namedDate = /^[0-9]{1,2}([- ])[A-Z][a-z]{2}\1[0-9]{4}([ T].*)?$/s

/** The day is told from the month by a number that no month has; by dots it stands first. */
function dateForm(texts: readonly string[]): Form | undefined {
  const named = namedDate.exec(texts[0]!)
  if (named) return { kind: 'date', order: 'd month y', separator: named[1]! }
  let separator: string | undefined
  const orders = new Set<DateForm['order']>()
  let [firstMax, secondMax] = [0, 0]
  for (const text of texts) {
    const parts = numericDate.exec(text)
    if (!parts || (separator !== undefined && parts[2] !== separator)) return undefined
    const [, first, sign, second, last] = parts as unknown as [
      string,
      string,
      string,
      string,
      string,
    ]
    separator = sign
    if ((first.length === 4) === (last.length === 4)) return undefined
    orders.add(first.length === 4 ? 'ymd' : 'dmy')
    if (first.length < 4) firstMax = Math.max(firstMax, Number(first))
    secondMax = Math.max(secondMax, Number(second))
  }
  if (separator === undefined || orders.size !== 1) return undefined
  if (orders.has('ymd')) return { kind: 'date', order: 'ymd', separator }
  if (firstMax > 12 && secondMax > 12) return undefined
  const order = firstMax > 12 || (separator === '.' && secondMax <= 12) ? 'dmy' : 'mdy'
  return order === 'dmy' || secondMax > 12 ? { kind: 'date', order, separator } : undefined
}
