/** `hypatia reconcile`: S3 held against receipts, receipts against tables, tables against Glue. */
import { writeActivity } from '../aws/activity.ts'
import type { Disagreement } from '../aws/agreement.ts'
import type { Healed, LostForGood } from '../aws/lostfiles.ts'
import type { Rebuilt } from '../aws/rebuild.ts'
import { Overtaken, type Reconciliation, reconcile as run } from '../aws/reconcilerun.ts'
import { reconcileYoungMs } from '../lake/limits.ts'
import type { Judgement } from '../lake/maintain/reconcile.ts'
import { command } from './command.ts'
import { speakForTheStack } from './stack.ts'
import { msText } from './units.ts'
import { Usage } from './usage.ts'

const minuteMs = 60_000

export const reconcile = command({
  name: 'reconcile',
  takes: '',
  does: 'Hold S3 against receipts and tables: what was lost lands, what is stuck goes on.',
  operands: [0, 0],
  options: {
    'dry-run': { type: 'boolean', default: false, does: 'say what disagrees, and do nothing' },
    grace: {
      type: 'string',
      default: String(reconcileYoungMs / minuteMs),
      takes: '<minutes>',
      does: 'what changed since is left alone, for it may be under way',
    },
  },
  async run({ values }) {
    const minutes = Number(values.grace)
    if (!(minutes >= 0)) throw new Usage('--grace takes minutes, from 0')
    await speakForTheStack({ queues: true })
    return reconcileAll(minutes * minuteMs, values['dry-run'] === true)
  },
})

const linesMax = 20
const busy =
  'another reconciliation is at work, and goes on: ask again once activity says that it is done.'

async function reconcileAll(graceMs: number, dryRun: boolean): Promise<number> {
  let lines = 0
  const onKey = (key: string, judgement: Judgement): void => {
    if (judgement === 'young' || ++lines > linesMax) return
    say(lines === linesMax ? '  …' : `  ${keyWords[judgement].padEnd(26)} ${key}`)
  }
  const report = await run({ youngMs: Date.now() - graceMs, dryRun, onKey, onTable, onLost }).catch(
    (error) => {
      if (error instanceof Overtaken) throw new Usage(busy)
      throw error
    },
  )
  await writeActivity()
  for (const letter of report.deadLetters.left) say(`  nobody can read      ${letter}`)
  say(summary(report, dryRun))
  return isWhole(report, dryRun) ? 0 : 1
}

const keyWords: Record<Exclude<Judgement, 'young'>, string> = {
  settled: '',
  unknown: 'no receipt',
  changed: 'another version',
  gone: 'gone',
  stuck: 'stuck',
}

function onTable(
  { table, raw, lake }: Rebuilt,
  disagreements: Disagreement[],
  { back, dropped }: Healed,
): void {
  for (const uri of back.slice(0, linesMax)) say(`  deleted, brought back      ${uri}`)
  for (const uri of dropped.slice(0, linesMax)) say(`  gone, its rows land again  ${uri}`)
  if (['made', 'changed', 'withdrawn'].includes(raw)) say(`  raw table ${raw.padEnd(16)} ${table}`)
  if (lake === 'made') say(`  lake table made            ${table}`)
  for (const { key, id, said, held } of disagreements.slice(0, linesMax)) {
    const which = key ?? `an object of which nobody knows more than its id, ${id}`
    say(`  ${held} rows for ${said} in ${table}: ${which}`)
  }
}

const onLost = ({ message }: LostForGood): void => say(`  ${message}`)

function summary(
  { startedMs, endedMs, deadLetters, progress, tables }: Reconciliation,
  dryRun: boolean,
): string {
  const { keys, receipts, young, unknown, changed, gone, stuck } = progress.counts
  const verb = dryRun ? 'to look at' : 'looked at'
  return [
    `${keys} keys, ${receipts} receipts: ${unknown} without a receipt, ${changed} changed, ${gone} gone, ${stuck} stuck ${verb}; ${young} too young to tell.`,
    `${deadLetters.taken} dead letters ${dryRun ? 'waiting' : 'taken up'}, ${deadLetters.left.length} that nobody can read.`,
    `${tables.looked} tables: ${tables.mended} ${dryRun ? 'to mend' : 'mended'} in Glue, ${tables.healed ?? 0} lost files healed, ${tables.disagreements} objects whose rows were out of step; ${msText((endedMs ?? 0) - startedMs)}.`,
  ].join('\n')
}

/** Whether nothing is left that it could not mend, or, in a dry run, nothing to be mended. */
function isWhole({ deadLetters, progress, tables }: Reconciliation, dryRun: boolean): boolean {
  if (deadLetters.left.length + tables.unmended > 0) return false
  const { unknown, changed, gone, stuck } = progress.counts
  const found =
    unknown + changed + gone + stuck + tables.mended + tables.disagreements + (tables.healed ?? 0)
  return !dryRun || found + deadLetters.taken === 0
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
