/** A text whose lines are those of a log. */

import { splitLines } from '../render/lines.ts'
import type { LogRender } from '../render/log.ts'
import { type LogForm, lineForms, logfmtPairs, w3cCells, w3cFields } from '../render/logformats.ts'
import type { Finding, TextHead } from './finding.ts'

const linesSeen = 200
const headBytes = 64 * 1024

/** Lines of the form among those that are not blank; the others are set aside one by one. */
const shareMin = 0.8

/** Lines between two that begin with time and level belong to the first: most of a log may be stack traces. */
const leveledShareMin = 0.1

/** Undefined: it is none. */
export function inspectLog({ bytes, whole }: TextHead): Finding | undefined {
  const head = bytes.subarray(0, headBytes)
  const isAll = whole && head.length === bytes.length
  const end = isAll ? head.length : head.lastIndexOf(10) + 1
  const lines = splitLines(head.subarray(0, end)).map(({ text }) => text)
  const texts = lines.filter((text) => text.trim() !== '').slice(0, linesSeen)
  if (texts.length === 0) return undefined
  const found = w3cOf(texts) ?? lineFormOf(texts) ?? logfmtOf(texts)
  return found && findingOf(found, texts.length)
}

interface Found {
  form: LogForm
  name: string
  lines: number
}

function w3cOf(texts: string[]): Found | undefined {
  let fields: string[] | undefined
  let [rows, bad] = [0, 0]
  for (const text of texts) {
    if (text.startsWith('#')) fields = w3cFields(text) ?? fields
    else if (!fields) return undefined
    else if (w3cCells(text)?.length === fields.length) rows++
    else bad++
  }
  const isW3c = fields && rows > 0 && rows >= (rows + bad) * shareMin
  return isW3c ? { form: 'w3c', name: 'the extended log format of W3C', lines: rows } : undefined
}

function lineFormOf(texts: string[]): Found | undefined {
  for (const [form, { cells, name }] of Object.entries(lineForms)) {
    if (form === 'leveled' && !cells(texts[0]!)) continue
    const lines = texts.filter((text) => cells(text)).length
    const least = form === 'leveled' ? leveledShareMin : shareMin
    if (lines >= 2 && lines >= texts.length * least) return { form: form as LogForm, name, lines }
    if (lines === texts.length && form !== 'leveled') return { form: form as LogForm, name, lines }
  }
  return undefined
}

function logfmtOf(texts: string[]): Found | undefined {
  const lines = texts.filter((text) => (logfmtPairs(text)?.length ?? 0) >= 2).length
  const isLogfmt = lines >= 2 && lines >= texts.length * shareMin
  return isLogfmt ? { form: 'logfmt', name: 'logfmt', lines } : undefined
}

function findingOf({ form, name, lines }: Found, seen: number): Finding {
  const render: LogRender = { reader: 'log', as: 'csv', header: true, form }
  return {
    format: 'log',
    render,
    columns: [],
    evidence: [`${lines} of ${seen} lines seen are of ${name}`],
  }
}
