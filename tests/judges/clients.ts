/**
 * A client before the laptop: `clients.ts` the TypeScript one, `clients.ts <python>` the Python one. The README's example
 * is run as it stands and prints what the README says; Python's own tests run, too.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readLaptop } from '../../cli/settings.ts'

const [, , python] = process.argv
const laptop = readLaptop()!
const folder = mkdtempSync(join(tmpdir(), 'hypatia-clients-'))

/** The first block of a language, and the text that it prints. */
function example(readme: string, language: string) {
  const text = readFileSync(readme, 'utf8')
  const blockOf = (of: string) => new RegExp(`^\`\`\`${of}\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1]
  return { code: blockOf(language) ?? '', prints: blockOf('text') ?? '' }
}

function run(program: string, args: string[]) {
  const { tokenUrl, clientId, clientSecret } = laptop.issuer
  const env = {
    ...process.env,
    HYPATIA_API: laptop.api,
    HYPATIA_TOKEN: laptop.token,
    HYPATIA_TOKEN_URL: tokenUrl,
    HYPATIA_CLIENT_ID: clientId,
    HYPATIA_CLIENT_SECRET: clientSecret,
    PYTHONPATH: resolve('clients/python'),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return spawnSync(program, args, { encoding: 'utf8', env, cwd: folder })
}

function claim(text: string, isTrue: boolean, found: string): void {
  console.log(`${isTrue ? 'ok' : 'not ok'} ${text}${isTrue ? '' : `\n${found}`}`)
}

function judge(readme: string, language: string, program: string, file: string): void {
  const { code, prints } = example(readme, language)
  writeFileSync(join(folder, file), code)
  const { stdout, stderr } = run(program, [file])
  claim(`${readme}: the example prints what it says`, stdout === prints, `${stdout}${stderr}`)
}

try {
  if (!python) {
    mkdirSync(join(folder, 'node_modules/@hypatia'), { recursive: true })
    symlinkSync(resolve('clients/typescript'), join(folder, 'node_modules/@hypatia/client'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    judge('clients/typescript/README.md', 'ts', process.execPath, 'example.ts')
  } else {
    judge('clients/python/README.md', 'python', python, 'example.py')
    const suite = resolve('tests/clients/python')
    const { status, stderr } = run(python, ['-m', 'unittest', 'discover', '-s', suite])
    const [counted = 'none was run'] = /Ran \d+ tests?/.exec(stderr) ?? []
    claim(`the Python client’s own tests: ${counted}`, status === 0, stderr)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
