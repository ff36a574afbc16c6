/** Steps over a whole file: each gives files. */
import { Readable } from 'node:stream'
import { type Codec, decompressed } from '../../../lake/inspect/compression.ts'
import { collectMembersMax } from '../../../lake/limits.ts'
import { readTar, readZip, refuseBytes } from '../../../lake/render/members.ts'
import type { Step } from '../../../schemas/sources/transform.ts'
import { type FileStep, within } from './item.ts'
import { Refused } from './refused.ts'

type Secret = (name: string) => string

/** Undefined: it is no step over files. */
export async function fileStepOf(step: Step, secret: Secret): Promise<FileStep | undefined> {
  const { decrypt, unpack } = step
  if (decrypt) {
    const { decrypting } = await import('./decrypt.ts') // half a second
    return decrypting(secret(decrypt.key), decrypt.passphrase && secret(decrypt.passphrase))
  }
  if (unpack === 'zip' || unpack === 'tar') return unpacking(unpack)
  return unpack && decompressing(unpack)
}

/** Empty files too: one may be the newer of one that was not. */
const unpacking = (kind: 'zip' | 'tar'): FileStep =>
  async function* (item, spool) {
    const { content } = item
    const members = await (kind === 'zip' ? readZip : readTar)({
      bytes: content.size,
      chunks: () => content.stream() as unknown as AsyncIterable<Uint8Array>,
      read: async (start, end) => new Uint8Array(await content.slice(start, end).arrayBuffer()),
      aside: () => {},
    })
    if (members.length > collectMembersMax)
      throw new Refused(`More than ${collectMembersMax} files are in it: ${members.length}.`)
    refuseBytes(members.reduce((sum, { bytes }) => sum + bytes, 0))
    for (const { name, chunks } of members)
      yield within(item, name, await spool.keep(Readable.from(chunks(), { objectMode: false })))
  }

const endings = /\.(gz|gzip|bz2|xz|zst)$/i

const decompressing = (codec: Codec): FileStep =>
  async function* (item, spool) {
    const chunks = item.content.stream() as unknown as AsyncIterable<Uint8Array>
    const plain = Readable.from(decompressed(codec, chunks), { objectMode: false })
    const name = item.name.replace(/\.tgz$/i, '.tar').replace(endings, '')
    yield within(item, name, await spool.keep(plain))
  }
