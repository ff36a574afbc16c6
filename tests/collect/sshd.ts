/** OpenSSH's own server on a folder of the test's, with a key for each side. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../day/machine.ts'

const program = '/usr/sbin/sshd'
const startMs = 30_000

export const hasSshd = existsSync(program) && spawnSync('which', ['ssh-keygen']).status === 0

export interface Sshd {
  /** What a definition says of it. */
  where: { host: string; port: number; user: string; host_key: string[]; folder: string }
  folder: string
  key: string
  close(): Promise<void>
}

export async function openSshd(): Promise<Sshd> {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-sshd-'))
  const folder = join(home, 'out')
  mkdirSync(folder)
  mkdirSync('/run/sshd', { recursive: true })
  for (const name of ['host', 'user'])
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)])
  const port = await freePort()
  const settings = join(home, 'sshd_config')
  writeFileSync(
    settings,
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(home, 'host')}
AuthorizedKeysFile ${join(home, 'user.pub')}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
Subsystem sftp internal-sftp
`,
  )
  const server: ChildProcess = spawn(program, ['-D', '-e', '-f', settings], { stdio: 'ignore' })
  for (const until = Date.now() + startMs; !(await listens(port)); await sleep(100))
    if (Date.now() > until) throw new Error('sshd does not listen')
  const told = spawnSync('ssh-keygen', ['-lf', join(home, 'host.pub')], { encoding: 'utf8' }).stdout
  const [, fingerprint = ''] = told.split(' ')
  return {
    where: { host: '127.0.0.1', port, user: userInfo().username, host_key: [fingerprint], folder },
    folder,
    key: readFileSync(join(home, 'user'), 'utf8'),
    async close() {
      if (server.exitCode === null) {
        server.kill('SIGKILL')
        await once(server, 'exit')
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port })
  const came = await new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
  })
  socket.destroy()
  return came
}
