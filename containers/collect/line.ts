/** A connection to a host of SFTP, of which the key is known before it hears anything. */
import { createHash } from 'node:crypto'
import ssh2, { type Attributes, type Sftp, type Told } from 'ssh2'
import type * as z from 'zod'
import type { login } from '../../schemas/sources/sftp.ts'

const answerMs = 60_000
const readyMs = 20_000
const aliveMs = 10_000
const aliveMissedMax = 3
const chunksAtOnce = 32 // of 32 kB

/** What SFTP tells of a file; a link's own. */
export type { Attributes }

type Login = z.infer<z.ZodObject<typeof login>>

export interface Line {
  list(path: string): Promise<{ filename: string; attrs: Attributes }[]>
  /** Undefined: nothing of that name is there. */
  look(path: string): Promise<Attributes | undefined>
  /** From /. */
  real(path: string): Promise<string>
  get(remote: string, local: string): Promise<void>
  /** Over what is there. */
  put(remote: string, content: Buffer): Promise<void>
  /** Throws where something of the new name is there. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  makeFolder(path: string): Promise<void>
  readonly isOpen: boolean
  close(): void
}

/** The host's own word on one file, where the connection stands. */
export const isAnswer = (error: unknown): error is Error & { code: number } =>
  typeof (error as { code?: unknown }).code === 'number'

const noSuchFile = 2

export async function lineTo(
  { host, port, user, host_key }: Login,
  { password, key, passphrase }: Record<string, string>,
): Promise<Line> {
  const client = new ssh2.Client()
  let isOpen = true
  let shown = ''
  client.on('close', () => {
    isOpen = false
  })
  const ready = new Promise<void>((resolve, reject) => {
    client.on('ready', resolve).on('error', reject) // also one that comes when nobody waits any more
    client.on('close', () => reject(new Error(`${host} has closed the connection`)))
  })
  client.connect({
    ...{ host, port, username: user, readyTimeout: readyMs },
    ...{ keepaliveInterval: aliveMs, keepaliveCountMax: aliveMissedMax },
    ...(password && { password }),
    ...(key && { privateKey: key }),
    ...(passphrase && { passphrase }),
    hostVerifier(bytes) {
      shown = `SHA256:${createHash('sha256').update(bytes).digest('base64').replace('=', '')}`
      return host_key.includes(shown)
    },
  })
  await ready.catch((error: Error) => {
    client.destroy()
    if (!shown || host_key.includes(shown)) throw error
    throw new Error(`${host} shows the key ${shown}, which \`host_key\` does not name.`)
  })
  const sftp = await asked<Sftp>(client, (told) => client.sftp(told))
  return {
    list: (path) => asked(client, (told) => sftp.readdir(path, told)),
    look: (path) =>
      asked<Attributes>(client, (told) => sftp.lstat(path, told)).catch((error) => {
        if (isAnswer(error) && error.code === noSuchFile) return undefined
        throw error
      }),
    real: (path) => asked<string>(client, (told) => sftp.realpath(path, told)),
    get: (remote, local) =>
      asked<void>(client, (told, goesOn) =>
        sftp.fastGet(remote, local, { concurrency: chunksAtOnce, step: goesOn }, told),
      ),
    put: (remote, content) => asked<void>(client, (told) => sftp.writeFile(remote, content, told)),
    rename: (from, to) => asked<void>(client, (told) => sftp.rename(from, to, told)),
    remove: (path) => asked<void>(client, (told) => sftp.unlink(path, told)),
    makeFolder: (path) => asked<void>(client, (told) => sftp.mkdir(path, told)),
    get isOpen() {
      return isOpen
    },
    close() {
      client.end()
      client.destroy()
    },
  }
}

/** Of a host that says nothing for too long the connection is ended. */
async function asked<T>(
  client: InstanceType<typeof ssh2.Client>,
  ask: (told: Told<T>, goesOn: () => void) => void,
): Promise<T> {
  let late: NodeJS.Timeout | undefined
  let gone: () => void = () => {}
  try {
    return await new Promise<T>((resolve, reject) => {
      gone = () => reject(new Error('the connection is closed')) // which ssh2 tells nobody who waits
      client.once('close', gone)
      late = setTimeout(() => {
        client.destroy()
        reject(new Error('the host does not answer'))
      }, answerMs)
      ask(
        (error, found) => (error ? reject(error) : resolve(found)),
        () => late?.refresh(),
      )
    })
  } finally {
    clearTimeout(late)
    client.removeListener('close', gone)
  }
}
