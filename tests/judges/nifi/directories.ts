/** What people and programs do to a folder whose files NiFi lands. */
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Instance } from '../../nifi/instance.ts'
import { until } from './until.ts'

type Claim = (isTrue: boolean, text: string) => void
type RowsOf = (statement: string, count: number) => Promise<(string | null)[][]>

/** Files that have not landed, without those that stay a while since they have. */
export const left = (folder: string): string[] =>
  filesIn(folder).filter((name) => !name.startsWith('.landing/landed/'))

/** NiFi takes folders away meanwhile. */
function filesIn(folder: string): string[] {
  for (;;)
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        statSync(join(folder, name), { throwIfNoEntry: false })?.isFile(),
      )
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || !existsSync(folder)) throw error
    }
}

export function put(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

export async function directories(claim: Claim, nifi: Instance, rowsOf: RowsOf): Promise<void> {
  await lands(claim, nifi, rowsOf)
  await isRenamedOver(claim, nifi, rowsOf)
  await writerPauses(claim, nifi, rowsOf)
  await refuses(claim, nifi)
  const rest = () => [...filesIn(nifi.in), ...readdirSync(join(nifi.in, '.landing/landed'))]
  await until(() => rest().length === 0, 90_000)
  claim(rest().length === 0, `in the end the directory is empty ${rest()}`)
}

async function lands(claim: Claim, nifi: Instance, rowsOf: RowsOf): Promise<void> {
  put(nifi.in, 'judge/drops/één + 1.csv', 'id,n\n1,1\n2,2\n')
  put(nifi.in, "judge/drops/it's; $(50%).csv", 'id,n\n3,3\n')
  put(nifi.in, 'judge/drops/empty.csv', '')
  put(nifi.in, 'judge/drops/later.csv.part', 'id,n\n9,9\n')
  const isDone = () => left(nifi.in).length === 1
  await until(isDone, 60_000)
  claim(isDone(), `a file that says that it is a part stays, others land ${left(nifi.in)}`)
  renameSync(join(nifi.in, 'judge/drops/later.csv.part'), join(nifi.in, 'judge/drops/later.csv'))
  const rows = await rowsOf('SELECT id, n FROM judge_drops ORDER BY id', 4)
  claim(
    JSON.stringify(rows) === '[["1","1"],["2","2"],["3","3"],["9","9"]]',
    `what landed is a table: ${JSON.stringify(rows)}`,
  )
}

/** Each file has a new version before the old one has landed. */
async function isRenamedOver(claim: Claim, nifi: Instance, rowsOf: RowsOf): Promise<void> {
  const names = Array.from({ length: 120 }, (_, i) => `judge/over/f${i}.csv`)
  for (const name of names) put(nifi.in, name, 'id,v\n1,old\n')
  for (const name of names) {
    await until(() => !existsSync(join(nifi.in, name)), 250)
    put(nifi.in, `${name}.tmp`, 'id,v\n1,new\n')
    renameSync(join(nifi.in, `${name}.tmp`), join(nifi.in, name))
  }
  await until(() => left(nifi.in).length === 0, 120_000)
  const counts = "SELECT count(*) FROM judge_over WHERE v = 'new' HAVING count(*) = 120"
  const [found] = await rowsOf(counts, 1)
  claim(
    found?.[0] === '120' && left(nifi.in).length === 0,
    `120 files whose new versions are renamed over them while they land: ${found?.[0]} new ones are in the table`,
  )
}

/** It has landed when its writer goes on. */
async function writerPauses(claim: Claim, nifi: Instance, rowsOf: RowsOf): Promise<void> {
  const lines = (from: number, count: number): string =>
    Array.from({ length: count }, (_, i) => `${from + i},x\n`).join('')
  const file = join(nifi.in, 'judge/paused/a.csv')
  mkdirSync(dirname(file), { recursive: true })
  const writer = openSync(file, 'w')
  writeSync(writer, `id,v\n${lines(0, 1000)}`)
  await rowsOf('SELECT count(*) FROM judge_paused HAVING count(*) = 1000', 1)
  await until(() => left(nifi.in).length === 0, 20_000)
  writeSync(writer, lines(1000, 4000))
  closeSync(writer)
  const counts = 'SELECT count(*), count(DISTINCT id) FROM judge_paused HAVING count(*) = 5000'
  const [found] = await rowsOf(counts, 1)
  claim(
    String(found) === '5000,5000',
    `a writer that goes on when its file has landed loses nothing: ${found} of 5000 rows`,
  )
}

/** Each goes aside once, with a reason. */
async function refuses(claim: Claim, nifi: Instance): Promise<void> {
  const long = `${'n'.repeat(251)}.csv`
  const latin = Buffer.concat([
    Buffer.from(join(nifi.in, 'judge/odd/')),
    Buffer.from('caf\u00e9.csv', 'latin1'),
  ])
  put(nifi.in, 'judge/_hidden/no.csv', 'id,n\n9,9\n')
  put(nifi.in, `judge/_hidden/${long}`, 'id,n\n9,9\n')
  put(nifi.in, 'judge/odd/two\nlines.csv', 'id,n\n9,9\n')
  put(nifi.in, 'loose.csv', 'id,n\n8,8\n')
  put(nifi.in, 'judge/odd/deep/er/a.csv', 'id,n\n8,8\n')
  writeFileSync(latin, 'id,n\n8,8\n')
  symlinkSync('/etc/hostname', join(nifi.in, 'judge/odd/link.csv'))
  symlinkSync('/etc', join(nifi.in, 'judge/etc'))
  execFileSync('mkfifo', [join(nifi.in, 'judge/odd/pipe.csv')])
  const isReason = (name: string): boolean => name.endsWith('.reason.json')
  const reasons = () => filesIn(nifi.refused).filter(isReason)
  await until(() => reasons().length >= 9 && left(nifi.in).length === 0, 60_000)
  const types = reasons().map((name) => {
    const { type } = JSON.parse(readFileSync(join(nifi.refused, name), 'utf8'))
    return `${type.replace('/problems/upload.', '')}`
  })
  const count = (type: string): number => types.filter((one) => one === type).length
  claim(
    count('invalid-name') === 5 && count('no-file') >= 3 && left(nifi.in).length === 0,
    `names that are none, links and pipes go aside with their reasons: ${types} ${left(nifi.in)}`,
  )
  const whole = filesIn(nifi.refused).filter((name) => !isReason(name))
  const sizes = whole.map((name) => statSync(join(nifi.refused, name)).size)
  claim(whole.length >= 5 && sizes.every((size) => size === 9), `whole, beside them (${sizes} B)`)
}
