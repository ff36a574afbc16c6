/**
 * One reconciliation: dead letters, S3 against receipts, receipts against tables, tables against Glue. It may end anywhere
 * and another goes on; it may run beside all that lands, for it only asks to look.
 */
import { totalsOf } from '../lake/iceberg/summary.ts'
import { reconcileRunAgeMsMax } from '../lake/limits.ts'
import type { Sums } from '../lake/maintain/reconcile.ts'
import { note } from './activity.ts'
import { type Disagreement, mendAgreement } from './agreement.ts'
import { Conflict } from './conflict.ts'
import { datasetTables } from './datasets.ts'
import { type TakenUp, takeUpDeadLetters } from './deadletters.ts'
import { environment } from './environment.ts'
import { loadTable } from './icebergtable.ts'
import { type Healed, healTable, LostForGood } from './lostfiles.ts'
import { type Rebuilt, rebuildTable } from './rebuild.ts'
import { beginning, type Progress, type ReconcileOptions, reconcileStretch } from './reconcile.ts'
import { changeRecord } from './records.ts'
import { getJson, type Json } from './s3.ts'

/** `reconcile/last.json` in the work bucket. */
export interface Reconciliation {
  startedMs: number
  /** When it last said how far it is; absent in runs of before. */
  keptMs?: number
  /** Absent while it is not at its end. */
  endedMs?: number
  deadLetters: TakenUp
  progress: Progress
  /** `unmended`: rows of objects that no receipt tells of, and tables that lost what nobody has. `healed`: files. */
  tables: {
    looked: number
    mended: number
    disagreements: number
    unmended: number
    healed?: number
  }
}

const lastKey = 'reconcile/last.json'

/** Another run has said meanwhile how far it is. */
export class Overtaken extends Conflict {
  override name = 'Overtaken'
}

export interface RunOptions extends ReconcileOptions {
  /** When it is to end, done or not: milliseconds since 1970. */
  untilMs?: number
  onTable?: (rebuilt: Rebuilt, disagreements: Disagreement[], healed: Healed) => void
  onLost?: (error: LostForGood) => void
}

/** Goes on with a run that did not end, else begins one. Throws Overtaken where another has written meanwhile. */
export async function reconcile(options: RunOptions): Promise<Reconciliation> {
  const last = await getJson<Reconciliation>(environment.workBucket(), lastKey)
  const keep = keeperOf(last, options)
  let run = last && isOpen(last.value) && !options.dryRun ? last.value : await begun(options)
  const isOver = (): boolean => Date.now() > (options.untilMs ?? Number.POSITIVE_INFINITY)
  while (run.progress.from !== undefined) {
    const progress = await reconcileStretch(run.progress, options)
    run = await keep({ ...run, progress, keptMs: Date.now() })
    if (isOver()) return run
  }
  const tables = await reconcileTables(run, options)
  run = await keep({ ...run, tables, endedMs: Date.now() })
  if (!options.dryRun) note({ step: 'reconciled', ...summaryOf(run) })
  return run
}

/** One that ended early and that nobody took up for so long knows nothing of what has happened since. */
const isOpen = ({ endedMs, startedMs, keptMs = startedMs }: Reconciliation): boolean =>
  endedMs === undefined && Date.now() - keptMs < reconcileRunAgeMsMax

async function begun({ dryRun = false }: RunOptions): Promise<Reconciliation> {
  return {
    startedMs: Date.now(),
    deadLetters: await takeUpDeadLetters({ dryRun }),
    progress: beginning(),
    tables: { looked: 0, mended: 0, disagreements: 0, unmended: 0 },
  }
}

const isSame = (a: object | undefined, b: object | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

type Keep = (run: Reconciliation) => Promise<Reconciliation>

/** Over what was found, or was kept last, and nothing else: one that arrives late leaves what came after it. */
function keeperOf(last: Json<Reconciliation> | undefined, { dryRun = false }: RunOptions): Keep {
  let known = last
  return async (run) => {
    if (dryRun) return run
    const before = known
    const next = (present: Reconciliation | undefined) => {
      if (isSame(present, run)) return present // its answer was lost
      if (!isSame(present, before?.value)) throw new Overtaken(lastKey)
      return run
    }
    known = await changeRecord(environment.workBucket(), lastKey, next, { found: before })
    return run
  }
}

async function reconcileTables(
  run: Reconciliation,
  options: RunOptions,
): Promise<Reconciliation['tables']> {
  const { dryRun = false, onTable, onLost } = options
  const tables = { ...run.tables }
  for await (const table of datasetTables()) {
    tables.looked++
    const healed = await healedOf(table, dryRun)
    if (healed instanceof LostForGood) {
      tables.unmended++ // no other table waits for this one
      tables.healed = (tables.healed ?? 0) + healed.back.length
      if (!dryRun) note({ step: 'lost', table, detail: healed.message })
      onLost?.(healed)
      continue
    }
    const rebuilt = await rebuildTable(table, { dryRun })
    const files = healed.back.length + healed.dropped.length
    const isLess = healed.dropped.length > 0
    const isLeft = dryRun && files > 0 // what it would hold nobody can read yet
    const isWhole = isLeft || (!isLess && (await agrees(table, run.progress.sums)))
    const disagreements = isWhole ? [] : await mendAgreement(table, { dryRun })
    tables.healed = (tables.healed ?? 0) + files
    tables.disagreements += disagreements.length
    tables.unmended += disagreements.filter(({ key }) => key === undefined).length
    if (['made', 'changed', 'withdrawn'].includes(rebuilt.raw)) tables.mended++
    if (rebuilt.lake === 'made') tables.mended++
    onTable?.(rebuilt, disagreements, healed)
  }
  return tables
}

async function healedOf(table: string, dryRun: boolean): Promise<Healed | LostForGood> {
  try {
    return await healTable(table, { dryRun })
  } catch (error) {
    if (error instanceof LostForGood) return error
    throw error
  }
}

/** By the counts alone; a table of which something is under way is left for another time. */
async function agrees(table: string, sums: Sums): Promise<boolean> {
  const { rows, waiting } = sums[table] ?? { rows: 0, waiting: 0 }
  if (waiting > 0) return true
  const present = await loadTable(environment.lakeDatabase(), table)
  const totals = present && totalsOf(present.metadata)
  return (totals?.rows ?? 0) === rows || (totals?.positionDeletes ?? 0) > 0
}

/** In words, for activity. */
function summaryOf({ startedMs, endedMs = 0, deadLetters, progress, tables }: Reconciliation) {
  const { keys, receipts, unknown, changed, gone, stuck } = progress.counts
  const parts = [
    `${keys} keys, ${receipts} receipts`,
    ...[[unknown + changed, 'landed anew'] as const, [gone, 'gone'] as const].map(sayOf),
    ...[[stuck, 'stuck'] as const, [deadLetters.taken, 'dead letters taken up'] as const].map(
      sayOf,
    ),
    ...[
      [tables.mended, 'tables mended'] as const,
      [tables.disagreements, 'objects out of step'] as const,
    ].map(sayOf),
    sayOf([tables.healed ?? 0, 'lost files healed']),
  ]
  return { detail: parts.filter(Boolean).join(', '), tookMs: endedMs - startedMs }
}

const sayOf = ([count, what]: readonly [number, string]): string =>
  count > 0 ? `${count} ${what}` : ''
