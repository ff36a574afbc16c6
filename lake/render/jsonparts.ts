/** The members of an object, or the elements of an array, as they stand in JSON that is known to be well formed. */

/** Places in the bytes: `start` included, `end` excluded. */
export interface Part {
  /** Of a member: its name with its quotes. */
  name?: Uint8Array
  value: Uint8Array
}

export function jsonParts(json: Uint8Array): Part[] {
  const isObject = json[0] === 123
  const parts: Part[] = []
  let at = blankEnd(json, 1)
  while (at < json.length - 1) {
    let name: Uint8Array | undefined
    if (isObject) {
      const end = textEnd(json, at)
      name = json.subarray(at, end)
      at = blankEnd(json, blankEnd(json, end) + 1)
    }
    const end = valueEnd(json, at)
    const value = json.subarray(at, end)
    parts.push(name ? { name, value } : { value })
    at = blankEnd(json, end)
    if (json[at] === 44) at = blankEnd(json, at + 1)
    else break
  }
  return parts
}

/** Whether an object or an array has nothing in it. */
export const isEmptyJson = (json: Uint8Array): boolean => blankEnd(json, 1) === json.length - 1

function blankEnd(json: Uint8Array, start: number): number {
  let at = start
  while (at < json.length && json[at]! <= 32) at++
  return at
}

function textEnd(json: Uint8Array, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== 34) at += json[at] === 92 ? 2 : 1
  return at + 1
}

function valueEnd(json: Uint8Array, start: number): number {
  const first = json[start]
  if (first === 34) return textEnd(json, start)
  if (first !== 123 && first !== 91) {
    let at = start
    while (at < json.length && !isBreak(json[at]!)) at++
    return at
  }
  let depth = 0
  let at = start
  while (at < json.length) {
    const byte = json[at]
    if (byte === 34) {
      at = textEnd(json, at)
      continue
    }
    if (byte === 123 || byte === 91) depth++
    else if ((byte === 125 || byte === 93) && --depth === 0) return at + 1
    at++
  }
  return at
}

const isBreak = (byte: number): boolean => byte <= 32 || byte === 44 || byte === 93 || byte === 125
