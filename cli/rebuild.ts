/** `hypatia rebuild`: both Glue databases anew from the buckets; what is there stays as it is. */
import { note, writeActivity } from '../aws/activity.ts'
import { type Rebuilt, rebuildDatabases, rebuildTables } from '../aws/rebuild.ts'
import { command } from './command.ts'
import { speakForTheStack } from './stack.ts'
import { msText } from './units.ts'

export const rebuild = command({
  name: 'rebuild',
  takes: '',
  does: 'Make the tables of both databases anew from the buckets, where Glue has lost them.',
  operands: [0, 0],
  options: {
    'dry-run': { type: 'boolean', default: false, does: 'say what is missing, and do nothing' },
  },
  async run({ values }) {
    await speakForTheStack()
    return rebuildAll(values['dry-run'] === true)
  },
})

/** Wants the functions' environment. Gives the number of the process's end: 1 where a dry run found something missing. */
export async function rebuildAll(dryRun: boolean): Promise<number> {
  const began = Date.now()
  const databases = dryRun ? 0 : await rebuildDatabases()
  const counts = { tables: 0, raw: 0, partitions: 0, lake: 0 }
  for await (const rebuilt of rebuildTables({ dryRun })) {
    counts.tables++
    if (rebuilt.raw !== 'nothing' && rebuilt.raw !== 'none') counts.raw++
    counts.partitions += rebuilt.partitions
    if (rebuilt.lake === 'made') counts.lake++
    const line = lineOf(rebuilt, dryRun)
    if (line) say(line)
  }
  const { tables, raw, partitions, lake } = counts
  const made = `${raw} of raw (${partitions} partitions), ${lake} of lake`
  const detail = `${databases} databases, ${made}`
  const took = msText(Date.now() - began)
  say(`${tables} datasets: ${dryRun ? `missing ${made}` : `made or mended ${detail}`}; ${took}.`)
  if (dryRun) return raw + lake > 0 ? 1 : 0
  if (databases + raw + lake > 0) {
    note({ step: 'rebuilt', detail, tookMs: Date.now() - began })
    await writeActivity()
  }
  return 0
}

const rawWords = {
  ...{ none: '', nothing: '', made: 'raw made', changed: 'raw brought to its record' },
  withdrawn: 'raw withdrawn: its files cannot be read faithfully',
}

function lineOf({ table, raw, partitions, lake, left }: Rebuilt, dryRun: boolean): string {
  const did = [
    rawWords[raw] && partitions > 0 ? `${rawWords[raw]} (${partitions} partitions)` : rawWords[raw],
    lake === 'made' ? 'lake made' : '',
  ].filter(Boolean)
  if (did.length === 0) return ''
  const words = dryRun ? did.map((text) => text.replace(/made\b.*/, 'is missing')) : did
  const aside = left.map((uri) => `\n    left aside, for nobody is known to have seen it: ${uri}`)
  return `  ${table}: ${words.join(', ')}${aside.join('')}`
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
