/** GnuPG with a home of its own: an implementation of OpenPGP that is none of ours. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Gnupg {
  /** A new key's private half, armoured. */
  key(name: string, passphrase: string): string
  encrypted(text: string, name: string, options?: string[]): Buffer
  close(): void
}

export function hasGnupg(): boolean {
  try {
    execFileSync('gpg', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export function openGnupg(): Gnupg {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-gnupg-'))
  const gpg = (args: string[], input?: string): Buffer =>
    execFileSync(
      'gpg',
      ['--homedir', home, '--batch', '--quiet', '--trust-model', 'always', ...args],
      {
        ...(input !== undefined && { input }),
        stdio: ['pipe', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024,
      },
    )
  return {
    key(name, passphrase) {
      const secret = ['--pinentry-mode', 'loopback', '--passphrase', passphrase]
      gpg([...secret, '--quick-gen-key', name, 'future-default', 'default', 'never'])
      return gpg([...secret, '--armor', '--export-secret-keys', name]).toString()
    },
    encrypted: (text, name, options = []) =>
      gpg([...options, '--recipient', name, '--encrypt'], text),
    close() {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
