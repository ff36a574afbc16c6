/** A bzip2 stream through a library that knows Node's streams of old only: what it is given it gives back at once. */
import unbzip2 from 'unbzip2-stream'
import { CutOff } from './cutoff.ts'

export async function* unbzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const bzip2 = unzipping()
  for await (const chunk of chunks) yield* bzip2.push(Buffer.from(chunk))
  yield* bzip2.end()
}

/** A stream that is wholly in memory, synchronously. Throws Error for more than `bytesMax`. */
export function unbzipWhole(bytes: Buffer, bytesMax: number): Buffer {
  const bzip2 = unzipping()
  const parts: Buffer[] = []
  let length = 0
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const part of bzip2.push(bytes.subarray(at, at + pieceBytes))) {
      length += part.length
      if (length > bytesMax) throw new Error(`more than ${bytesMax} bytes`)
      parts.push(part)
    }
  }
  return Buffer.concat([...parts, ...bzip2.end()])
}

const pieceBytes = 64 * 1024

function unzipping() {
  const through = unbzip2()
  const out: Buffer[] = []
  let failure: Error | undefined
  through.on('data', (bytes: Buffer) => out.push(bytes))
  through.on('error', (error: Error) => {
    failure ??= error
  })
  return {
    push(bytes: Buffer): Buffer[] {
      through.write(bytes)
      if (failure) throw corrupt()
      return out.splice(0)
    },
    end(): Buffer[] {
      through.end()
      // It reads on behind the last byte, and stumbles.
      const isCut = failure instanceof TypeError || /prematurely/.test(failure?.message ?? '')
      if (isCut) throw new CutOff('the bzip2 stream breaks off')
      if (failure) throw corrupt()
      return out.splice(0)
    },
  }
}

const corrupt = (): Error => new Error('its blocks and their checksums do not agree')
