import { notSupported, type Position, userError } from '../../error.ts'

const step =
  /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/uy

/** The path of json_extract in DuckDB's spelling: plain steps only, as Trino's own fast path has. */
export function jsonPath(path: string, at: Position): string {
  if (!path.startsWith('$'))
    throw userError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${path}'`, at)
  let result = '$'
  let offset = 1
  while (offset < path.length) {
    step.lastIndex = offset
    const found = step.exec(path)
    if (!found) throw notSupported(`The JSON path ${path}`, at)
    const [whole, name, index, double, single] = found
    const key = name ?? double ?? single
    if (key?.includes('"') || key?.includes('\\')) throw notSupported(`The JSON path ${path}`, at)
    result += key === undefined ? `[${index}]` : `."${key}"`
    offset += whole.length
  }
  return result
}
