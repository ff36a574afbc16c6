/** A text's bytes without the byte order mark that may stand before it. */
export async function* withoutBom(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0)
  for await (const chunk of chunks) {
    if (head === undefined) yield chunk
    else {
      head = Buffer.concat([head, chunk])
      if (head.length < bom.length) continue
      yield startsAt(head)
      head = undefined
    }
  }
  if (head && head.length > 0) yield head
}

const bom = [0xef, 0xbb, 0xbf]

const startsAt = (head: Uint8Array): Uint8Array =>
  bom.every((byte, i) => head[i] === byte) ? head.subarray(bom.length) : head
