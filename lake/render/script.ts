/** JSON that is given to a program: JSONP (`callback({…});`), or a variable (`var data = […];`), as archives of web sites have it. */
export interface Script {
  /** Bytes before the JSON, behind a byte order mark. */
  from: number
  /** What ends it: of a call a bracket closes. */
  isCall: boolean
}

const begun =
  /^\s*(?:\/\*[^*]*\*\/\s*)?(?:;\s*)?(?:typeof [\w$.]+ === 'function' && )?(?:(?:var|let|const)\s+[\w$]+\s*=\s*|[\w$]+(?:\.[\w$]+|\[\d{1,9}\])*\s*(=|\()\s*)(?=[[{])/

/** Of the first characters of a text; undefined: it is no such program. */
export function scriptOf(start: string): Script | undefined {
  const found = begun.exec(start)
  if (
    !found ||
    /^\s*(module\.exports|exports|export|if|for|while|switch|function|return)\b/.test(start)
  ) {
    return undefined
  }
  return { from: Buffer.byteLength(found[0]), isCall: found[1] === '(' }
}

/** Longer ends have no program. */
const endBytesMax = 64
const ends = { call: /\s*\)\s*;?\s*$/, variable: /\s*;?\s*$/ }

/** Without what ends the program; undefined where nothing closes the call. */
export function withoutEnd(bytes: Uint8Array, { isCall }: Script): Uint8Array | undefined {
  const at = Math.max(0, bytes.length - endBytesMax)
  const end = Buffer.from(bytes.subarray(at)).toString('latin1')
  const found = ends[isCall ? 'call' : 'variable'].exec(end)
  return found ? bytes.subarray(0, at + found.index) : undefined
}

export async function* withoutScript(
  chunks: AsyncIterable<Uint8Array>,
  script: Script,
): AsyncIterable<Uint8Array> {
  let before = script.from
  let held: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    const own = chunk.subarray(Math.min(before, chunk.length))
    before -= chunk.length - own.length
    const all = held.length > 0 ? Buffer.concat([held, own]) : own
    const end = Math.max(0, all.length - endBytesMax)
    held = Uint8Array.from(all.subarray(end))
    yield all.subarray(0, end)
  }
  yield withoutEnd(held, script) ?? held
}
