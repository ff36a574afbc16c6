/** A bzip2 stream through a library that knows Node's streams of old only: what it is given it gives back at once. */
import unbzip2 from 'unbzip2-stream'
import { isBomb } from './bomb.ts'
import { CutOff } from './cutoff.ts'

/** `isTooMuch` is asked after each block. */
export async function* unbzip(
  chunks: AsyncIterable<Uint8Array>,
  isTooMuch = isBomb,
): AsyncGenerator<Buffer> {
  const bzip2 = unzipping(isTooMuch)
  for await (const chunk of chunks) yield* bzip2.push(Buffer.from(chunk))
  yield* bzip2.end()
}

/** A stream that is wholly in memory, synchronously. Throws Error for more than `bytesMax`. */
export function unbzipWhole(bytes: Buffer, bytesMax: number): Buffer {
  const bzip2 = unzipping((_, made) => made > bytesMax)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    parts.push(...bzip2.push(bytes.subarray(at, at + pieceBytes)))
  }
  return Buffer.concat([...parts, ...bzip2.end()])
}

const pieceBytes = 64 * 1024

function unzipping(isTooMuch: typeof isBomb) {
  const through = unbzip2()
  const out: Buffer[] = []
  let failure: Error | undefined
  let [given, taken] = [0, 0]
  // What is thrown here ends its loop over the blocks.
  through.on('data', (bytes: Buffer) => {
    out.push(bytes)
    taken += bytes.length
    if (isTooMuch(given, taken)) throw new Bomb()
  })
  through.on('error', (error: Error) => {
    failure ??= error
  })
  function* made(fault: () => Error): Generator<Buffer> {
    if (failure && !(failure instanceof Bomb)) throw fault()
    yield* out.splice(0)
    if (failure) throw failure
  }
  return {
    push(bytes: Buffer): Generator<Buffer> {
      given += bytes.length
      through.write(bytes)
      return made(corrupt)
    },
    end(): Generator<Buffer> {
      through.end()
      // It reads on behind the last byte, and stumbles.
      const isCut = failure instanceof TypeError || /prematurely/.test(failure?.message ?? '')
      return made(() => (isCut ? new CutOff('the bzip2 stream breaks off') : corrupt()))
    },
  }
}

/** What came before it goes out first, and is refused by who counts it. */
class Bomb extends Error {
  override name = 'Bomb'
  override message = 'it becomes too much'
}

const corrupt = (): Error => new Error('its blocks and their checksums do not agree')
