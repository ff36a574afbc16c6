/** Files of `definitions/`: each is held against its schema, and what is wrong is said with line and column. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type * as z from 'zod'
import { Usage } from './usage.ts'

export interface Found<T> {
  file: string
  /** The file's own, without its ending. */
  name: string
  said: T
}

interface Kind<T> {
  /** `a dataset`. */
  what: string
  schema: z.ZodType<T>
}

/** Of definitions; a folder that is not there has none. */
export const filesIn = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder).sort() : [])
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(folder, name))

/** Throws Usage for what is none. */
export function definitionIn<T>(file: string, { what, schema }: Kind<T>): Found<T> {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines })
  const [broken] = document.errors
  if (broken) throw new Usage(`${file} is no YAML: ${broken.message.split('\n')[0]}`)
  const read = schema.safeParse(saidIn(document, file))
  if (read.success) return { file, name: basename(file, '.yml'), said: read.data }
  const issues = read.error.issues.flatMap(leaves).map(({ path, message, key }) => {
    const { line, col } = lines.linePos(offsetOf(document, path, key))
    return `${file}:${line}:${col}: ${[...path].join('.') || 'the file'}: ${message}`
  })
  throw new Usage(`${file} is no definition of ${what}.\n${issues.join('\n')}`)
}

function saidIn(document: Document, file: string): unknown {
  try {
    return document.toJS() ?? {}
  } catch (error) {
    throw new Usage(`${file} is no YAML: ${(error as Error).message}`) // aliases of aliases of aliases
  }
}

interface Issue {
  path: PropertyKey[]
  message: string
  /** That is not known there. */
  key?: string
}

function leaves(issue: z.core.$ZodIssue): Issue[] {
  const { path, message } = issue
  if (issue.code !== 'unrecognized_keys') return [{ path, message }]
  return issue.keys.map((key) => ({ path, message: `there is no "${key}"`, key }))
}

/** Where the value is; of one that is missing, what should hold it. */
function offsetOf(document: Document, path: PropertyKey[], key?: string): number {
  const at = document.getIn(path, true)
  const keys = isMap(at) ? at.items.map((pair) => pair.key) : []
  const known = keys.find((one) => isScalar(one) && String(one.value) === key)
  if (isScalar(known)) return known.range?.[0] ?? 0
  if (isNode(at) && at.range) return at.range[0]
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), String(path.at(-1)))
}
