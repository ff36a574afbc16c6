/** Bytes onto the disk, gathered in one block of memory: a stream of Node's makes a call of the system for each piece. */
import { type FileHandle, open } from 'node:fs/promises'

const blockBytes = 1024 * 1024

/** Of pieces whose bytes are only wanted until the next one is asked for. */
export const onto =
  (path: string) =>
  async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
    const file = await open(path, 'w')
    try {
      await gathered(file, pieces)
    } finally {
      await file.close()
    }
  }

async function gathered(file: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const block = Buffer.allocUnsafeSlow(blockBytes)
  let used = 0
  for await (const piece of pieces) {
    if (used + piece.length > blockBytes) {
      await file.writeFile(block.subarray(0, used))
      used = 0
    }
    if (piece.length > blockBytes) await file.writeFile(piece)
    else {
      block.set(piece, used)
      used += piece.length
    }
  }
  await file.writeFile(block.subarray(0, used))
}
