/** One seed's storm, from an empty lake to the verdict. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { type Machine, openMachine } from '../day/machine.ts'
import { chanceOf } from './chance.ts'
import { judge, type Verdict } from './judge.ts'
import { type Operation, operationsOf } from './plan.ts'
import { Journal, perform, type Sender } from './sender.ts'
import {
  countInvocations,
  moveBack,
  powerCut,
  quiescence,
  reap,
  startPatiently,
  steal,
} from './weather.ts'

export interface StormOptions {
  seed: number
  operations: number
  /** How often the power goes. */
  cuts: number
}

const senders = 6
const quiescenceMsMax = 900_000
const findingsShown = 40
const storiesShown = 6

/** True where nothing is wrong. Prints one line of figures, and each finding with its key's history. */
export async function storm(options: StormOptions): Promise<boolean> {
  process.env.NODE_OPTIONS = `--import ${new URL('reaper.mjs', import.meta.url)}`
  const machine = await openMachine()
  const journal = new Journal()
  try {
    await startPatiently(machine)
    const s3 = new S3Client({ forcePathStyle: true, maxAttempts: 1 })
    const sender = { s3, bucket: 'raw', client: machine.client, journal }
    const from = Date.now()
    await blow(options, machine, sender)
    const blownMs = Date.now() - from
    const restMs = await quiescence(quiescenceMsMax)
    if (await moveBack(journal)) await quiescence(quiescenceMsMax)
    countInvocations(journal)
    const verdict = await judge(s3, machine.client, journal)
    console.log(lineOf(options, verdict, journal, { blownMs, restMs }))
    for (const finding of verdict.findings.slice(0, findingsShown)) {
      console.log(`  ${finding.fault}: ${JSON.stringify(finding.key)}: ${finding.detail}`)
    }
    const keys = new Set(verdict.findings.map(({ key }) => key))
    for (const key of [...keys].slice(0, storiesShown)) {
      if (key) console.log(await storyOf(key, verdict, sender))
    }
    return verdict.findings.length === 0
  } finally {
    await machine.close()
  }
}

/** All senders take the plan's next operation; at moments of the seed's own the power goes. */
async function blow(
  { seed, operations, cuts }: StormOptions,
  machine: Machine,
  sender: Sender,
): Promise<void> {
  const chance = chanceOf(seed)
  const plan = operationsOf(chance, operations)
  const moments = Array.from({ length: cuts }, () => 1 + chance.below(operations))
  const weather = chanceOf(seed + 1_000_000)
  let isOver = false
  let cutting = Promise.resolve()
  const send = async (): Promise<void> => {
    for (const operation of plan) {
      if (moments.includes(operation.number)) {
        cutting = cutting.then(() => powerCut(machine, sender.journal))
      }
      await perform(sender, operation).catch((error: Error) => failed(operation, error))
    }
  }
  const weathers = Promise.all([
    steal({ chance: weather, journal: sender.journal, share: 0.5, isOver: () => isOver }),
    reap(machine, weather, () => isOver),
  ])
  try {
    await Promise.all(Array.from({ length: senders }, send))
    await cutting
  } finally {
    isOver = true
    await weathers
  }
}

function failed({ number, act, key }: Operation, error: Error): never {
  throw new Error(`operation ${number}, ${act} of ${key}: ${error.message}`, { cause: error })
}

function lineOf(
  { seed, operations }: StormOptions,
  verdict: Verdict,
  { counts }: Journal,
  { blownMs, restMs }: { blownMs: number; restMs: number },
): string {
  const { findings, versions, keys, rows, rawRows, tables, setAside } = verdict
  const of = (fault: string) => findings.filter((finding) => finding.fault === fault).length
  const faults = ['lost', 'doubled', 'stale', 'foreign', 'figure', 'receipt', 'dead letter']
  const found = faults.map((fault) => `${of(fault)} ${fault}`).join(', ')
  const did = Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
  const took = `${(blownMs / 1000).toFixed(0)} s, at rest ${(restMs / 1000).toFixed(0)} s later`
  const left = `${rows} rows in ${tables} tables, ${rawRows} in raw, ${versions} versions of ${keys} keys, ${setAside} set aside, ${filesLeft()}`
  return `seed ${seed}: ${operations} operations in ${took}; ${left}; ${found}\n  (${did})`
}

function filesLeft(): string {
  const home = process.env.HYPATIA_HOME ?? ''
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(home, name), { throwIfNoEntry: false }))
    .filter((stat) => stat?.isFile())
  const bytes = files.reduce((sum, stat) => sum + (stat?.size ?? 0), 0)
  return `${files.length} files of ${(bytes / 1e6).toFixed(0)} MB`
}

/** What S3 knows of a key, and what the functions have told of it. */
async function storyOf(
  key: string,
  { history }: Verdict,
  { client, journal }: Sender,
): Promise<string> {
  const versions = (history.get(key) ?? []).map(({ versionId, etag, atMs, isLatest }) => {
    const what = etag ? (journal.contents.get(etag)?.what ?? etag) : 'delete marker'
    return `    ${new Date(atMs).toISOString()} ${versionId} ${what}${isLatest ? ' ← newest' : ''}`
  })
  const { body } = await client.call('listActivity', { query: { limit: 1000 } })
  const steps = body.activities
    .filter((each) => each.key === key)
    .map(({ at, step, rows, detail }) => `    ${at} ${step} ${rows ?? ''} ${detail ?? ''}`)
  const said = [...versions, '  What was told of it:', ...steps.slice(-30)]
  return [`  ${JSON.stringify(key)} in S3:`, ...said].join('\n')
}
