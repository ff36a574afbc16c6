/** The command line against a laptop of this process. */
import { type ChildProcess, spawn } from 'node:child_process'

export interface Said {
  code: number | null
  out: string
  err: string
}

export function start(home: string, args: string[]): { child: ChildProcess; said: Promise<Said> } {
  const env = { PATH: process.env.PATH, HYPATIA_HOME: home }
  const child = spawn(process.execPath, ['cli/main.ts', ...args], { env })
  const said: Said = { code: null, out: '', err: '' }
  child.stdout.on('data', (text) => (said.out += text))
  child.stderr.on('data', (text) => (said.err += text))
  const ended = new Promise<Said>((resolve) => {
    child.on('close', (code) => resolve({ ...said, code }))
  })
  return { child, said: ended }
}
