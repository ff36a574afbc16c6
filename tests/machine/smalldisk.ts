/** A disk of a few MiB. Root alone may mount one: elsewhere what needs it is skipped by its name. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@jest/globals'

interface SmallDisk {
  folder: string
  /** `test`, or its skipping where there is no such disk. */
  where: typeof test | (typeof test)['skip']
  release(): void
}

export function smallDisk(MiB: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-disk-'))
  const { skip } = test
  const isMounted = mounted(folder, MiB)
  return {
    folder,
    where: isMounted ? test : skip,
    release() {
      if (isMounted) execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function mounted(folder: string, MiB: number): boolean {
  try {
    const size = `size=${MiB}m`
    execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
