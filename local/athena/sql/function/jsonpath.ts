import { notSupported, type Position, userError } from '../../../../lake/sql/error.ts'
import type { Step } from '../json.ts'

const step =
  /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/uy

/** The steps of a path of json_extract, as a JSON array: keys and places only, as Trino's own fast path has. */
export function jsonPath(path: string, at?: Position): string {
  if (!path.startsWith('$')) throw invalid(path, at)
  const steps: Step[] = []
  let offset = 1
  while (offset < path.length) {
    step.lastIndex = offset
    const found = step.exec(path)
    if (!found) throw invalid(path, at)
    const [whole, name, index, double, single] = found
    const key = name ?? double ?? single
    if (key?.includes('\\')) throw notSupported(`The JSON path ${path}`, at)
    steps.push(key ?? Number(index))
    offset += whole.length
  }
  return JSON.stringify(steps)
}

const invalid = (path: string, at?: Position) =>
  userError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${path}'`, at)
