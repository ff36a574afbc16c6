/** Datasette beside us, on the same rows in SQLite; in a Python environment of its own, kept between runs. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const version = '0.65.5'
const venv = join(homedir(), '.cache', 'hypatia-bench', `datasette-${version}`)

export interface Datasette {
  url: string
  stop(): void
}

/** Serves `<name>.db` as `/<name>/…`. */
export async function serve(file: string, port: number): Promise<Datasette> {
  const python = join(venv, 'bin', 'python')
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', venv])
    execFileSync(python, ['-m', 'pip', 'install', '-q', `datasette==${version}`])
  }
  const child: ChildProcess = spawn(
    join(venv, 'bin', 'datasette'),
    ['serve', '--immutable', file, '-p', String(port), '--setting', 'sql_time_limit_ms', '20000'],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}/-/versions.json`).catch(() => undefined)
    if (answer?.ok) return { url, stop: () => child.kill() }
    await sleep(100)
  }
  child.kill()
  throw new Error('Datasette did not start')
}
