/** A PostgreSQL of the test's own, which asks nobody for a password and need not survive a power cut. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../day/machine.ts'

const versions = '/usr/lib/postgresql'
const version = existsSync(versions) ? readdirSync(versions).toSorted().at(-1) : undefined
const programs = join(versions, version ?? '', 'bin')
const isRoot = process.getuid?.() === 0

export const hasPostgresql = existsSync(join(programs, 'initdb'))

export interface Postgresql {
  port: number
  /** As after a failover: it goes on under another line. */
  promote(): void
  close(): void
}

export async function openPostgresql(): Promise<Postgresql> {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-postgresql-'))
  const data = join(home, 'data')
  chmodSync(home, 0o777)
  const port = await freePort()
  const settings = [`-p ${port}`, `-k ${home}`, '-c listen_addresses=127.0.0.1', '-c fsync=off']
  settings.push('-c autovacuum=off') // else its transactions hold back what a test waits for
  const control = join(programs, 'pg_ctl')
  run(join(programs, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8'])
  run(control, ['-D', data, '-w', '-l', join(home, 'log'), '-o', settings.join(' '), 'start'])
  return {
    port,
    promote() {
      run(control, ['-D', data, '-m', 'fast', '-w', 'stop'])
      writeFileSync(join(data, 'recovery.signal'), '')
      chmodSync(join(data, 'recovery.signal'), 0o666)
      const all = [...settings, '-c restore_command=false'].join(' ')
      run(control, ['-D', data, '-w', '-l', join(home, 'log'), '-o', all, 'start'])
    },
    close() {
      run(control, ['-D', data, '-m', 'immediate', '-w', 'stop'])
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** It refuses to run as root. */
function run(program: string, args: string[]): void {
  const [command, ...all] = isRoot
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args]
    : [program, ...args]
  const { status, stderr } = spawnSync(command ?? '', all, {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}
