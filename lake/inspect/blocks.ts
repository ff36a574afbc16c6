/** A text of records that are blocks of names and values: cards, LDIF, paragraphs. */
import { blockLines } from '../render/blockforms.ts'
import {
  type BlocksRender,
  blocksIn,
  calendarComponents,
  otherComponents,
} from '../render/blocks.ts'
import { type ExpandedForm, expandedForms } from '../render/expanded.ts'
import { splitLines, type TextLine } from '../render/lines.ts'
import type { PlainRecord } from '../render/plaincsv.ts'
import type { Finding, TextHead } from './finding.ts'

const headBytes = 64 * 1024

/** Undefined: it is none. */
export function inspectBlocks({ bytes, whole }: TextHead): Finding | undefined {
  const head = bytes.subarray(0, headBytes)
  const isAll = whole && head.length === bytes.length
  const lines = splitLines(head.subarray(0, isAll ? head.length : head.lastIndexOf(10) + 1))
  const first = lines.find(({ text }) => text.trim() !== '' && !text.startsWith('#'))?.text ?? ''
  if (/^BEGIN:VCARD\s*$/i.test(first)) return cards(lines, isAll, 'VCARD')
  if (/^BEGIN:VCALENDAR\s*$/i.test(first)) return calendar(lines, isAll)
  if (/^(version: *1|dn::? *\S.*)$/i.test(first)) return ldif(lines, isAll)
  return expanded(lines, isAll) ?? paragraphs(lines, isAll)
}

/** What a person types stands above the first record. */
const aboveMax = 10

function expanded(lines: TextLine[], isAll: boolean): Finding | undefined {
  const form = (['psql', 'mysql'] as const).find((one) =>
    lines.slice(0, aboveMax).some(({ text }) => expandedForms[one].begins.test(text.trimEnd())),
  )
  if (form) {
    return recordsIn(lines, { form }).records.length > 0 ? expandedFinding(form) : undefined
  }
  if (
    !lines.slice(0, linesTried).every(({ text }) => text.trim() === '' || /\S = |\S =$/.test(text))
  ) {
    return undefined
  }
  const { records, aside } = recordsIn(whole(lines, isAll), { form: 'sqlite' })
  const names = records.map((record) => [...record.keys()].join('\n'))
  const isAlike = records.length > 1 && aside === 0 && names.every((each) => each === names[0])
  return isAlike ? expandedFinding('sqlite') : undefined
}

const expandedFinding = (form: ExpandedForm): Finding =>
  finding({ form }, `the records are as ${expandedForms[form].name} prints them, a column a line`)

/** A record may be longer than the head, with its photo say. */
function cards(lines: TextLine[], isAll: boolean, component: string): Finding | undefined {
  const { records } = recordsIn(lines, { form: 'card', component })
  if (records.length === 0 && isAll) return undefined
  const name = component === 'VCARD' ? 'vCards' : `components of a calendar (${component})`
  return finding(
    { form: 'card', component },
    `the records are ${name}, as properties stand in them`,
  )
}

/** Its properties, and time zones, are of no record. */
function calendar(lines: TextLine[], isAll: boolean): Finding | undefined {
  const counts = calendarComponents.map((name) => {
    const begin = new RegExp(`^BEGIN:${name}\\s*$`, 'i')
    return { name, count: lines.filter(({ text }) => begin.test(text)).length }
  })
  const [most, ...others] = counts
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
  const found = most && cards(lines, isAll, most.name)
  if (!found || others.length === 0) return found
  return { ...found, doubt: [otherComponents(others.map(({ name }) => name).sort())] }
}

function ldif(lines: TextLine[], isAll: boolean): Finding | undefined {
  const { records, aside } = recordsIn(whole(lines, isAll), { form: 'ldif' })
  const isEach = records.every((record) => [...record.keys()][0] === 'dn')
  const isChange = records.some((record) => record.has('changetype'))
  if (records.length === 0 || aside > 0 || !isEach || isChange) return undefined
  return finding({ form: 'ldif' }, 'the records are entries of LDIF')
}

/** Most texts are none, and say so in their first lines. */
const linesTried = 20

const isOfParagraph = ({ text }: TextLine): boolean =>
  text.trim() === '' || /^[ \t#]/.test(text) || blockLines.paragraph.pair(text) !== undefined

/** Of the records so many of the names come in half of them at least. */
const sharedMin = 0.5

/** Records are such that begin with one name and share most of their names; the first may be another one. */
function paragraphs(lines: TextLine[], isAll: boolean): Finding | undefined {
  if (!lines.slice(0, linesTried).every(isOfParagraph)) return undefined
  const { records, aside } = recordsIn(whole(lines, isAll), { form: 'paragraph' })
  if (aside > 0) return undefined
  const names = records.map((record) => [...record.keys()])
  const key = names.at(-1)?.[0]
  const others = names.filter(([first]) => first !== key)
  const isAlike = others.length === 0 || (others.length === 1 && others[0] === names[0])
  const alike = names.filter(([first]) => first === key)
  if (!isAlike || alike.length < 2) return undefined
  const all = alike.flat()
  const counts = Map.groupBy(all, (name) => name)
  const shared = all.filter((name) => counts.get(name)!.length * 2 >= alike.length).length
  if (all.length < 2 * alike.length || shared < sharedMin * all.length) return undefined
  const words = `${records.length} records seen are blocks of names and values between blank lines, each from "${key}" on`
  return finding({ form: 'paragraph' }, words)
}

/** Without the last record, where it may go on. */
function whole(lines: TextLine[], isAll: boolean): TextLine[] {
  if (isAll) return lines
  const last = lines.findLastIndex(({ text }) => text.trim() === '')
  return lines.slice(0, last + 1)
}

type Form = Pick<BlocksRender, 'form' | 'component'>

function recordsIn(lines: TextLine[], { form, component }: Form) {
  let aside = 0
  const blocks = blocksIn(form, component, () => void aside++)
  const records: PlainRecord[] = [...blocks.push(lines), ...blocks.end()]
  return { records, aside }
}

function finding(of: Form, evidence: string): Finding {
  const render: BlocksRender = { reader: 'blocks', as: 'csv', header: true, ...of }
  return { format: 'blocks', render, columns: [], evidence: [evidence] }
}
