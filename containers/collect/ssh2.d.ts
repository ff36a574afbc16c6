/** What is used of ssh2, which brings no types: those that there are bring Node's of another version. */
declare module 'ssh2' {
  import type { EventEmitter } from 'node:events'

  type Told<T = void> = (error: (Error & { code?: number | string }) | undefined, found: T) => void

  interface Attributes {
    mode: number
    size: number
    /** Seconds since 1970. */
    mtime: number
  }

  interface Sftp {
    readdir(path: string, told: Told<{ filename: string; attrs: Attributes }[]>): void
    lstat(path: string, told: Told<Attributes>): void
    realpath(path: string, told: Told<string>): void
    fastGet(
      remote: string,
      local: string,
      options: { concurrency: number; step: () => void },
      told: Told,
    ): void
    writeFile(remote: string, content: Buffer, told: Told): void
    rename(from: string, to: string, told: Told): void
    unlink(path: string, told: Told): void
    mkdir(path: string, told: Told): void
  }

  interface Settings {
    host: string
    port: number
    username: string
    password?: string
    privateKey?: string
    passphrase?: string
    readyTimeout: number
    keepaliveInterval: number
    keepaliveCountMax: number
    hostVerifier(key: Buffer): boolean
  }

  class Client extends EventEmitter {
    connect(settings: Settings): this
    sftp(told: Told<Sftp>): void
    end(): void
    destroy(): void
  }

  const ssh2: { Client: typeof Client }
  export default ssh2
  export type { Attributes, Sftp, Told }
}
