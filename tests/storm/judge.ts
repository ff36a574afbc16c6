/** S3's history against everything that tells of it: every table's rows, quarantine, receipts, figures, dead letters. */
import { createHash } from 'node:crypto'
import type { S3Client } from '@aws-sdk/client-s3'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { type Hypatia, HypatiaProblem, records } from '../../clients/typescript/hypatia.ts'
import type { Row } from './content.ts'
import { wrongFigures } from './figures.ts'
import { historyOf, type Version } from './history.ts'
import { type Dataset, datasets, dayOf } from './plan.ts'
import { type Journal, versionOf } from './sender.ts'
import { deadLetters, isDeadLetters, waiting } from './weather.ts'

export type Fault = 'lost' | 'doubled' | 'stale' | 'foreign' | 'figure' | 'receipt' | 'dead letter'

export interface Finding {
  fault: Fault
  key?: string
  detail: string
}

export interface Verdict {
  findings: Finding[]
  versions: number
  keys: number
  rows: number
  tables: number
  rawRows: number
  setAside: number
  history: Map<string, Version[]>
}

interface Judged {
  client: Hypatia
  journal: Journal
  findings: Finding[]
  history: Map<string, Version[]>
  /** By the 16 hexadecimal digits by which tables call a key. */
  keys: Map<string, string>
}

const objectOf = (key: string): string =>
  createHash('sha256').update(key).digest('hex').slice(0, 16)
const aside = '_quarantine'
const assetsDataset = '_assets'
const isAssetRow = (key: string): boolean => key.split('/')[1] === assetsDataset

export async function judge(s3: S3Client, client: Hypatia, journal: Journal): Promise<Verdict> {
  const all = await historyOf(s3, 'raw')
  const isAside = (key: string) => key.split('/').includes(aside)
  const isOurs = (key: string) => isAside(key) || isAssetRow(key)
  const history = new Map([...all].filter(([key]) => !isOurs(key)))
  const acknowledged = [...journal.acknowledged.values()].map(({ key }) => key)
  const keys = new Map([...history.keys(), ...acknowledged].map((key) => [objectOf(key), key]))
  const judged: Judged = { client, journal, findings: [], history, keys }
  const asides = new Map([...all].filter(([key]) => isAside(key)))
  const setAside = await judgeAcknowledged(judged, s3, asides)
  const figures = { rows: 0, tables: 0, rawRows: 0 }
  const listed = await listDatasets(client)
  for (const dataset of datasets) await judgeDataset(judged, dataset, listed, figures)
  for (const source of new Set(datasets.map((each) => each.source))) {
    await judgeAssets(judged, source, listed)
  }
  judgeStrangers(judged, listed)
  await judgeReceipts(judged)
  await judgeDeadLetters(judged)
  const versions = [...history.values()].reduce((sum, { length }) => sum + length, 0)
  return { findings: judged.findings, versions, keys: keys.size, setAside, history, ...figures }
}

/** Each acknowledged version is in S3, or a sender took it away, or it is in quarantine with its bytes and a reason. */
async function judgeAcknowledged(
  { journal, history, findings }: Judged,
  s3: S3Client,
  asides: Map<string, Version[]>,
): Promise<number> {
  let setAside = 0
  for (const [name, { key, content, of }] of journal.acknowledged) {
    const isThere = history.get(key)?.some(({ versionId }) => versionOf(key, versionId) === name)
    if (isThere || journal.deleted.has(name)) continue
    const detail = `acknowledged, and gone: ${name.slice(key.length + 1)} (${content.what})`
    const place = placesAside(key).find((each) =>
      asides.get(each)?.some(({ etag = '' }) => journal.contents.get(etag) === content),
    )
    const reason = place && (await textOf(s3, `${place}.reason.json`))
    if (!place) findings.push({ fault: 'lost', key, detail })
    else if (!reason?.includes('"code"'))
      findings.push({ fault: 'lost', key, detail: `no reason beside it: ${detail}` })
    else if (content.kind !== 'broken' && !of.mayBeRefused)
      findings.push({ fault: 'lost', key, detail: `set aside, and it is good: ${reason}` })
    setAside++
  }
  return setAside
}

/** Beside its dataset, or where there is none, in one folder for all. */
function placesAside(key: string): string[] {
  const [source, dataset, ...rest] = key.split('/')
  return [[source, dataset, aside, ...rest].join('/'), `${aside}/${key}`]
}

async function textOf(s3: S3Client, key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'raw', Key: key }))
    return await Body?.transformToString()
  } catch {
    return undefined
  }
}

type Listed = Awaited<ReturnType<typeof listDatasets>>[number]

async function listDatasets(client: Hypatia) {
  const found = []
  let cursor: string | undefined
  do {
    const { body } = await client.call('listDatasets', { query: { limit: 100, cursor } })
    found.push(...body.datasets)
    cursor = body.next ?? undefined
  } while (cursor)
  return found
}

/** What the newest versions hold: by key, the rows that its table must have. */
function expectedOf({ journal, history, findings }: Judged, of: Dataset): Map<string, Row[]> {
  const expected = new Map<string, Row[]>()
  for (const [key, [newest]] of history) {
    if (!newest?.etag || !key.startsWith(`${of.source}/${of.dataset}/`)) continue
    const content = journal.contents.get(newest.etag)
    if (!content) findings.push({ fault: 'foreign', key, detail: `bytes of nobody ${newest.etag}` })
    if (content?.kind === 'broken')
      findings.push({ fault: 'stale', key, detail: `a broken file is not aside: ${content.what}` })
    const day = dayOf(key)
    if (content?.kind !== 'table') continue
    expected.set(
      key,
      content.rows.map((row) => ({ ...row, ...(day && { day }) })),
    )
  }
  return expected
}

async function judgeDataset(
  judged: Judged,
  of: Dataset,
  listed: Listed[],
  figures: Pick<Verdict, 'rows' | 'tables' | 'rawRows'>,
): Promise<void> {
  const { findings, client } = judged
  const expected = expectedOf(judged, of)
  const own = listed.filter(({ source, dataset }) => source === of.source && dataset === of.dataset)
  if (own.length > 1) {
    findings.push({
      fault: 'foreign',
      detail: `tables of one dataset: ${own.map(({ name }) => name)}`,
    })
  }
  const [table] = own
  if (!table || table.snapshot === null) {
    for (const key of expected.keys())
      findings.push({ fault: 'lost', key, detail: `no table of ${of.source}/${of.dataset}` })
    return
  }
  const path = { name: table.name }
  const { body: dataset } = await client.call('getDataset', { path })
  const bySql = await sqlRows(client, `SELECT * FROM ${dataset.tables.lake}`)
  const byPage = []
  const select = [...dataset.columns.map(({ name }) => name), '_object']
  for await (const row of client.rows(table.name, { select })) byPage.push(row)
  judgeRows(judged, expected, bySql, `${table.name} by SQL`)
  judgeRows(judged, expected, byPage, `${table.name} by pages`)
  for (const wrong of await wrongFigures(client, table.name, bySql)) {
    findings.push({ fault: 'figure', detail: `${table.name}: ${wrong}` })
  }
  figures.tables++
  figures.rows += bySql.length
  if (dataset.tables.raw) {
    figures.rawRows += await judgeRaw(judged, dataset.tables.raw, expected)
  }
}

/** What a query is refused for is a finding of its own, not the judge's end. */
async function sqlRows(client: Hypatia, sql: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  for await (const page of client.query(sql)) found.push(...records(page))
  return found
}

/** A value as text, so that 1, 1.0, "1" and 1.0E0 are one, and so are nothing, NULL and ''. */
function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '∅'
  const number = typeof value === 'string' && /^-?\d/.test(value) ? Number(value) : value
  return typeof number === 'number' && !Number.isNaN(number) ? `${number}` : `${value}`
}

const plainRow = (row: Record<string, unknown>): string =>
  Object.entries(row)
    .filter(([name, value]) => name !== '_object' && plain(value) !== '∅')
    .map(([name, value]) => `${name}=${plain(value)}`)
    .toSorted()
    .join(' ')

/** Row by row, each object for itself. */
function judgeRows(
  { findings, keys }: Judged,
  expected: Map<string, Row[]>,
  found: Record<string, unknown>[],
  where: string,
): void {
  const byObject = Map.groupBy(found, (row) => `${row._object}`)
  for (const [object, rows] of byObject) {
    const key = keys.get(object)
    if (key && expected.has(key)) continue
    const fault = key && isOf(expected, key) ? 'stale' : 'foreign'
    findings.push({ fault, key, detail: `${where}: ${rows.length} rows of what is not there` })
  }
  for (const [key, rows] of expected) {
    const got = (byObject.get(objectOf(key)) ?? []).map(plainRow).toSorted()
    const wanted = rows.map(plainRow).toSorted()
    if (JSON.stringify(got) === JSON.stringify(wanted)) continue
    findings.push({ fault: faultOf(got, wanted), key, detail: differenceOf(where, got, wanted) })
  }
}

const datasetOf = (key: string): string => key.split('/').slice(0, 2).join('/')

/** A key of this very dataset, or of one that nothing is expected of. */
function isOf(expected: Map<string, Row[]>, key: string): boolean {
  const [first] = expected.keys()
  return first === undefined || datasetOf(first) === datasetOf(key)
}

function faultOf(got: string[], wanted: string[]): Fault {
  if (got.length === 0) return 'lost'
  const isMore = wanted.every((row) => got.includes(row)) && got.length > wanted.length
  return isMore || new Set(got).size < got.length ? 'doubled' : 'stale'
}

const differenceOf = (where: string, got: string[], wanted: string[]): string =>
  `${where}: ${got.length} rows, ${wanted.length} wanted; has {${got.filter((row) => !wanted.includes(row)).slice(0, 2)}}, lacks {${wanted.filter((row) => !got.includes(row)).slice(0, 2)}}`

/** Whoever reads raw sees the objects that lie there now, and their cells as text. */
async function judgeRaw(
  judged: Judged,
  table: string,
  expected: Map<string, Row[]>,
): Promise<number> {
  const found = await sqlRows(judged.client, `SELECT "$path" AS path, * FROM ${table}`)
  const rows = found.map(({ path, ...row }) => ({
    ...row,
    _object: objectOf(`${path}`.replace('s3://raw/', '')),
  }))
  judgeRows(judged, expected, rows, table)
  return rows.length
}

/** What is no table has one row among its source's assets, which says what lies there now; and nothing else has. */
async function judgeAssets(
  { client, findings, history, journal }: Judged,
  source: string,
  listed: Listed[],
): Promise<void> {
  const kept = [...history].flatMap(([key, [newest]]) => {
    const content = newest?.etag ? journal.contents.get(newest.etag) : undefined
    const isKept = key.startsWith(`${source}/`) && content?.kind === 'asset'
    return isKept ? [[key, content.bytes.length] as const] : []
  })
  const table = listed.find((each) => each.source === source && each.dataset === assetsDataset)
  const rows = table?.snapshot ? await sqlRows(client, `SELECT * FROM lake.${table.name}`) : []
  const rowOf = ({ key, bytes }: Record<string, unknown>): string => `${key} of ${bytes} bytes`
  const got = rows.map(rowOf).toSorted()
  const wanted = kept.map(([key, bytes]) => rowOf({ key, bytes })).toSorted()
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    const detail = differenceOf(`assets of ${source}`, got, wanted)
    findings.push({ fault: faultOf(got, wanted), detail })
  }
  for (const wrong of table?.snapshot ? await wrongFigures(client, table.name, rows) : []) {
    findings.push({ fault: 'figure', detail: `${table?.name}: ${wrong}` })
  }
}

/** No table of a dataset that nobody landed. */
function judgeStrangers({ findings }: Judged, listed: Listed[]): void {
  for (const { name, source, dataset } of listed) {
    if (dataset === assetsDataset) continue
    if (datasets.some((each) => each.source === source && each.dataset === dataset)) continue
    findings.push({ fault: 'foreign', detail: `${name} is of ${source}/${dataset}` })
  }
}

/** Each key's receipt tells of the newest version, and that its way has ended. */
async function judgeReceipts({ client, history, keys, findings, journal }: Judged): Promise<void> {
  const ends = new Set(['committed', 'asset', 'quarantined', 'removed'])
  for (const [object, key] of keys) {
    const [newest] = history.get(key) ?? []
    const content = newest?.etag ? journal.contents.get(newest.etag) : undefined
    try {
      const { body } = await client.call('getObject', { path: { object } })
      const isNewest = newest?.etag === undefined || body.version === newest.versionId
      const is = `${body.state} ${body.version}`
      if (!ends.has(body.state) || !isNewest)
        findings.push({ fault: 'receipt', key, detail: `${is}, newest ${newest?.versionId}` })
      else if (content && content.kind === 'table' && body.state !== 'committed')
        findings.push({ fault: 'receipt', key, detail: `${is}, and it is a table` })
      else if (body.state === 'quarantined' && !body.reason)
        findings.push({ fault: 'receipt', key, detail: `${is} without a reason` })
    } catch (error) {
      if (!(error instanceof HypatiaProblem)) throw error
      findings.push({ fault: 'receipt', key, detail: error.message })
    }
  }
}

async function judgeDeadLetters({ findings }: Judged): Promise<void> {
  for (const each of (await waiting()).filter(isDeadLetters)) {
    for (const { Body = '' } of await deadLetters(each.queue)) {
      findings.push({ fault: 'dead letter', detail: `${each.queue}: ${Body.slice(0, 600)}` })
    }
  }
}
