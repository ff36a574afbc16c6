/** Messages of OpenPGP. https://www.rfc-editor.org/rfc/rfc9580 */
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { decrypt, decryptKey, type PrivateKey, readMessage, readPrivateKey } from 'openpgp'
import { type FileStep, type Item, within } from './item.ts'
import { Refused } from './refused.ts'

const armour = '-----BEGIN PGP MESSAGE-----'
const endings = /\.(pgp|gpg|asc)$/i

/**
 * A message whose end does not vouch for it may be changed: what comes out is read by nobody before its end was reached, so
 * it need not lie in memory until then.
 */
const config = { allowUnauthenticatedStream: true }

/** Throws where the key is none, or its passphrase is another. */
export async function decrypting(armoured: string, passphrase?: string): Promise<FileStep> {
  const key = await keyIn(armoured, passphrase)
  return async function* (item, spool) {
    yield within(item, item.name.replace(endings, ''), await plainOf(item, key, spool.keep))
  }
}

async function keyIn(armoured: string, passphrase: string | undefined): Promise<PrivateKey> {
  try {
    const privateKey = await readPrivateKey({ armoredKey: armoured })
    return passphrase === undefined ? privateKey : await decryptKey({ privateKey, passphrase })
  } catch (error) {
    throw new Error(`"decrypt" has no key: ${(error as Error).message}`)
  }
}

async function plainOf(
  { content }: Item,
  decryptionKeys: PrivateKey,
  keep: (body: Readable) => Promise<Blob>,
): Promise<Blob> {
  try {
    const head = await content.slice(0, armour.length).text()
    const bytes = content.stream() as ReadableStream<Uint8Array>
    const message =
      head === armour
        ? await readMessage({
            armoredMessage: bytes.pipeThrough(
              new TextDecoderStream() as never,
            ) as ReadableStream<string>,
            config,
          })
        : await readMessage({ binaryMessage: bytes, config })
    const { data } = await decrypt({ message, decryptionKeys, format: 'binary', config })
    return await keep(Readable.fromWeb(data as unknown as ReadableStream))
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error
    const { message } = error as Error
    throw new Refused('It cannot be decrypted.', `It cannot be decrypted: ${message}`)
  }
}
