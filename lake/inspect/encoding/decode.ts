/** Strict decoding: what is no text in an encoding is an error, never a replacement character. */

export interface StrictDecoder {
  /** Throws TypeError where the bytes are none of the encoding's. */
  decode(chunk: Uint8Array): string
  end(): string
}

/** Of an encoding's name as EncodingFound has it; a byte order mark is taken away. */
export function strictDecoder(encoding: string): StrictDecoder {
  if (encoding.startsWith('utf-32')) return utf32Decoder(encoding === 'utf-32le')
  const decoder = new TextDecoder(encoding, { fatal: true })
  // Unicode has all of its characters, private ones too.
  const isOpen = encoding.startsWith('utf-')
  const strict = (text: string): string => {
    if (!isOpen && unassigned.test(text)) throw new TypeError(`no text in ${encoding}`)
    return text
  }
  return {
    decode: (chunk) => strict(decoder.decode(chunk, { stream: true })),
    end: () => strict(decoder.decode()),
  }
}

/** What TextDecoder makes of bytes that an encoding has no character for; NEL alone is one of IBM's line ends. */
const unassigned = /[\u0080-\u0084\u0086-\u009f\ue000-\uf8ff]/

/** The text as UTF-8; of a head without a character that is cut at its end. Undefined: it is none of this encoding. */
export function utf8Of(encoding: string, bytes: Uint8Array, whole: boolean): Buffer | undefined {
  const text = textOf(encoding, bytes, whole)
  return text === undefined ? undefined : Buffer.from(text)
}

/** Likewise, as it is. */
export function textOf(encoding: string, bytes: Uint8Array, whole: boolean): string | undefined {
  try {
    const decoder = strictDecoder(encoding)
    const text = decoder.decode(bytes)
    return whole ? text + decoder.end() : text
  } catch {
    return
  }
}

/** Whether all the bytes are a text of this encoding; of a head, a character may be cut at the end. */
export const isDecodable = (encoding: string, bytes: Uint8Array, whole: boolean): boolean =>
  textOf(encoding, bytes, whole) !== undefined

function utf32Decoder(little: boolean): StrictDecoder {
  let carry: Uint8Array = new Uint8Array(0)
  let isFirst = true
  return {
    decode(chunk) {
      const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      const end = bytes.length & ~3
      let text = ''
      for (let at = 0; at < end; at += 4) {
        const point = view.getUint32(at, little)
        if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
          throw new TypeError(`${point} is no character`)
        }
        if (!(isFirst && point === 0xfeff)) text += String.fromCodePoint(point)
        isFirst = false
      }
      carry = Uint8Array.from(bytes.subarray(end))
      return text
    },
    end() {
      if (carry.length > 0) throw new TypeError('a character is cut at the end')
      return ''
    },
  }
}
