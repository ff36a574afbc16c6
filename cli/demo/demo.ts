/** Lands the demo's files and shows each one's way in; then a join of two of its datasets. */
import { statSync } from 'node:fs'
import { runQuery } from '../../aws/athena.ts'
import { putFile } from '../../aws/s3.ts'
import type { Receipt } from '../../lake/receipt.ts'
import { followed, isEnd, storyOf } from '../follow.ts'
import { formatGrid } from '../grid.ts'
import { sha256Of } from '../land.ts'
import type { Settings } from '../settings.ts'
import { bytesText, msText } from '../units.ts'
import { type DemoFile, demoFiles } from './files.ts'
import { checks, joinSql } from './truth.ts'

/** Between two words about a file that is still on its way. */
const tellMs = 20_000

/** However busy the machine is, a file that is checked has landed by then. */
const checkedWaitMs = 600_000

export interface Landed {
  file: DemoFile
  receipt: Receipt | undefined
}

/**
 * Every file lands at once, as sources do; the lines come in the order in which their ways end. What is still on its way
 * after `waitMs` is given back as it is.
 */
export async function landDemo(
  settings: Settings,
  folder: string,
  waitMs = checkedWaitMs,
): Promise<Landed[]> {
  const files = demoFiles(folder)
  return Promise.all(
    files.map(async (file) => {
      const landedAt = Date.now()
      const { versionId } = await putFile(settings.rawBucket, file.key, file.path, {
        sha256: await sha256Of(file.path),
        source: file.key.split('/')[0] ?? '',
        'received-at': new Date(landedAt).toISOString(),
      })
      const object = { workBucket: settings.workBucket, key: file.key, versionId, waitMs: tellMs }
      let receipt = await followed(object)
      while (!isEnd(receipt) && Date.now() - landedAt < waitMs) {
        const state = receipt ? receipt.state : 'without a receipt'
        const took = msText(Date.now() - landedAt)
        process.stdout.write(`  … ${file.key} is still ${state} after ${took}\n`)
        receipt = await followed(object)
      }
      const story = { key: file.key, bytes: statSync(file.path).size, landedAt, receipt }
      process.stdout.write(`  ${storyOf(story)}\n`)
      return { file, receipt }
    }),
  )
}

export async function showJoin({ workgroup, lakeDatabase }: Settings): Promise<void> {
  const result = await runQuery({ statement: joinSql, workgroup, database: lakeDatabase })
  process.stdout.write(`\n${joinSql}\n\n${formatGrid(result)}\n`)
  process.stdout.write(
    `${msText(result.totalMs)}, ${bytesText(result.scannedBytes)} scanned, through the Athena API\n`,
  )
}

/** Each lie found: a file whose way ended elsewhere, a query whose rows are not its files'. Empty: all is true. */
export async function lies(settings: Settings, landed: Landed[]): Promise<string[]> {
  const astray = landed
    .filter(({ file, receipt }) => receipt?.state !== file.end)
    .map(
      ({ file, receipt }) =>
        `${file.key} should end ${file.end}, but is ${receipt?.state ?? 'without a receipt'}`,
    )
  const wrong: string[] = []
  for (const { name, sql, rows } of await checks()) {
    const said = await answer(settings, sql)
    const isTrue = JSON.stringify(said) === JSON.stringify(rows)
    process.stdout.write(`  ${isTrue ? '✓' : '✗'} ${name}\n`)
    if (!isTrue)
      wrong.push(`${name}: ${sql} says ${JSON.stringify(said)}, the files ${JSON.stringify(rows)}`)
  }
  return [...astray, ...wrong]
}

async function answer({ workgroup, lakeDatabase }: Settings, statement: string): Promise<unknown> {
  try {
    return (await runQuery({ statement, workgroup, database: lakeDatabase })).rows
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
