/** A MariaDB of the test's own, which asks nobody for a password. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../day/machine.ts'

const program = '/usr/sbin/mariadbd'
export const hasMariadb = existsSync(program)

export interface Session {
  query(sql: string): Promise<[unknown[], unknown]>
  end(): Promise<void>
}

export interface Mariadb {
  port: number
  user: string
  session(): Promise<Session>
  close(): Promise<void>
}

const startMs = 60_000

export async function openMariadb(): Promise<Mariadb> {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-mariadb-'))
  const user = 'hypatia'
  const data = join(home, 'data')
  const as = process.getuid?.() === 0 ? ['--user=root'] : []
  const made = spawnSync(
    'mariadb-install-db',
    [
      ...['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'],
      ...['--skip-test-db', ...as],
    ],
    { encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(made.stderr || made.stdout)
  const port = await freePort()
  const child = spawn(program, [
    ...['--no-defaults', `--datadir=${data}`, `--socket=${join(home, 's')}`, ...as],
    ...['--bind-address=127.0.0.1', `--port=${port}`, '--innodb-flush-log-at-trx-commit=0'],
    ...['--skip-name-resolve', `--pid-file=${join(home, 'pid')}`],
  ])
  const require = createRequire(new URL('../../containers/collect/package.json', import.meta.url))
  const { createConnection } = require('mysql2/promise')
  const session = (): Promise<Session> =>
    createConnection({ host: '127.0.0.1', port, user: 'root', database: 'shop' })
  const first = async () => createConnection({ host: '127.0.0.1', port, user: 'root' })
  for (const until = Date.now() + startMs; ; await sleep(200)) {
    try {
      const root = await first()
      await root.query('create database shop character set utf8mb4')
      await root.query(`create user ${user}@'127.0.0.1' identified by 'its password'`)
      await root.query(`grant select on shop.* to ${user}@'127.0.0.1'`)
      await root.end()
      break
    } catch (error) {
      if (Date.now() > until) throw error
    }
  }
  return {
    port,
    user,
    session,
    async close() {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
      rmSync(home, { recursive: true, force: true })
    },
  }
}
