/** What Node has and a browser has not, taken without an import that a bundler would look for. */

interface NodeHash {
  update(bytes: Uint8Array): NodeHash
  digest(encoding: 'hex'): string
}
interface NodeModules {
  'node:crypto': { createHash(algorithm: string): NodeHash }
  'node:fs': { openAsBlob(path: string): Promise<Blob> }
}
interface NodeProcess {
  getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined
}

const nodeModule = <Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined =>
  (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.(name)

/** Read as it is sent, not kept. */
export async function openFile(path: string): Promise<Blob> {
  const fs = nodeModule('node:fs')
  if (!fs) throw new TypeError('only Node opens a file by its path: give a Blob or File')
  return fs.openAsBlob(path)
}

/** Hexadecimal. A browser's own digest takes the whole at once; Node's takes one chunk after another. */
export async function sha256Of(blob: Blob): Promise<string> {
  const crypto = nodeModule('node:crypto')
  if (!crypto) {
    const digest = await globalThis.crypto.subtle.digest('SHA-256', await blob.arrayBuffer())
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
  const hash = crypto.createHash('sha256')
  const reader = blob.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return hash.digest('hex')
    hash.update(value)
  }
}
