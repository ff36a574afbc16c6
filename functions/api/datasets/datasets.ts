/** Datasets: the list, one, its partitions, the history of its schema. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json, nextLink } from '../../../aws/gateway/call.ts'
import { readUri } from '../../../aws/icebergtable.ts'
import { liveFiles } from '../../../lake/iceberg/live.ts'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  type Snapshot,
} from '../../../lake/iceberg/metadata.ts'
import { type Field, objectColumn } from '../../../lake/iceberg/schema.ts'
import { fieldGlueType } from '../../../lake/iceberg/spelling.ts'
import { totalsOf } from '../../../lake/iceberg/summary.ts'
import { isNameOf } from '../../../lake/schema/names.ts'
import { eachOf, keyOf, pageOf } from '../paging.ts'
import {
  demandTable,
  type Known,
  knownDatasets,
  recordOf,
  tableOf,
  unknownDataset,
} from './tables.ts'

interface Named {
  name: string
}
interface Page {
  limit: number
  cursor?: string
}

export const columnsOf = (fields: Field[]) =>
  fields
    .filter(({ name }) => name !== objectColumn)
    .map(({ name, type, doc }) => ({
      name,
      ...(doc && doc !== name && isNameOf(name, doc) && { original: doc }),
      type: fieldGlueType(type),
    }))

const timeOf = (ms: number): string => new Date(ms).toISOString()
const isName = (key: string): boolean => /^[a-z0-9_]{1,255}$/.test(key)

export async function listDatasets({
  query,
  ...call
}: Call<Page & { q?: string }>): Promise<Answer> {
  const after = keyOf(query.cursor, isName)
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const known = (await knownDatasets()).filter((one) => hasAll(one, words))
  const { page, next } = pageOf(known, ({ name }) => name, after, query.limit)
  const datasets = await eachOf(page, 32, ({ name, etag }) => summaryOf(name, etag))
  return json({ datasets, total: known.length, next }, nextLink(call, next))
}

function hasAll({ name, row }: Known, words: string[]): boolean {
  const columns = (row?.StorageDescriptor?.Columns ?? []).flatMap(({ Name, Comment }) => [
    Name,
    Comment,
  ])
  const text = [name, ...columns].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

export async function summaryOf(name: string, etag?: string) {
  const [table, record] = await Promise.all([tableOf(name), recordOf(name, etag)])
  const { source = '', dataset = name } = record ?? {}
  if (!table) {
    const nothing = { rows: 0, bytes: 0, files: 0, columns: record?.columns.length ?? 0 }
    return { name, source, dataset, state: 'arriving', ...nothing, snapshot: null, updatedAt: null }
  }
  const { metadata } = table
  const { rows, bytes, files } = totalsOf(metadata)
  const snapshot = currentSnapshot(metadata)
  return {
    ...{ name, source, dataset, state: 'ready', rows, bytes, files },
    columns: columnsOf(currentSchema(metadata).fields).length,
    snapshot: snapshot ? String(snapshot['snapshot-id']) : null,
    updatedAt: snapshot ? timeOf(snapshot['timestamp-ms']) : null,
  }
}

export async function getDataset({ params: { name } }: Call<object, Named>): Promise<Answer> {
  const [table, record] = await Promise.all([tableOf(name), recordOf(name)])
  if (!table && !record) throw unknownDataset(name)
  const metadata = table?.metadata
  const summary = await summaryOf(name)
  const raw = record?.raw ? `${environment.rawDatabase()}.${name}` : null
  const fields = metadata ? columnsOf(currentSchema(metadata).fields) : []
  const base = `/v1/datasets/${name}`
  const parts = ['rows', 'columns', 'partitions', 'files', 'versions']
  return json({
    ...summary,
    columns: fields,
    partitionKeys: metadata ? partitionKeys(metadata) : (record?.partitionKeys ?? []),
    location: metadata?.location ?? record?.location ?? '',
    tables: { lake: `${environment.lakeDatabase()}.${name}`, raw },
    ...(record?.withheld && { withheld: record.withheld }),
    sentence: sentenceOf(summary, fields.length, metadata ? partitionKeys(metadata) : []),
    links: { self: base, ...Object.fromEntries(parts.map((part) => [part, `${base}/${part}`])) },
  })
}

function sentenceOf(
  { rows, files, source, dataset, state, updatedAt }: Awaited<ReturnType<typeof summaryOf>>,
  columns: number,
  keys: string[],
): string {
  const from = source ? `${dataset} of ${source}` : dataset
  if (state === 'arriving') return `${from}: its first object is on its way.`
  const count = (n: number, what: string) =>
    `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`
  const by = keys.length > 0 ? `, by ${keys.join(' and ')}` : ''
  const parts = `${count(rows, 'row')} of ${count(columns, 'column')} in ${count(files, 'file')}`
  return `${from}: ${parts}${by}${updatedAt ? `, last changed ${updatedAt.slice(0, 16).replace('T', ' ')} UTC` : ''}.`
}

const partitionKeys = (metadata: Metadata): string[] => {
  const id = metadata['default-spec-id']
  const spec = metadata['partition-specs'].find((known) => known['spec-id'] === id)
  return (spec?.fields ?? []).map(({ name }) => name)
}

export async function listPartitions({
  query,
  params,
  ...call
}: Call<Page, Named>): Promise<Answer> {
  const { metadata } = await demandTable(params.name)
  const after = keyOf(query.cursor, (key) => key.startsWith('{'))
  const partitions = new Map<string, { files: number; rows: number; bytes: number }>()
  for (const { partition, records, bytes } of await liveFiles(readUri, metadata)) {
    const key = JSON.stringify(partition)
    const sum = partitions.get(key) ?? { files: 0, rows: 0, bytes: 0 }
    partitions.set(key, {
      files: sum.files + 1,
      rows: sum.rows + records,
      bytes: sum.bytes + bytes,
    })
  }
  const sorted = [...partitions].sort(([a], [b]) => (a < b ? -1 : 1))
  const { page, next } = pageOf(sorted, ([key]) => key, after, query.limit)
  const body = {
    keys: partitionKeys(metadata),
    partitions: page.map(([key, sums]) => ({ values: JSON.parse(key), ...sums })),
    next,
  }
  return json(body, nextLink(call, next))
}

export async function listVersions({ params }: Call<object, Named>): Promise<Answer> {
  const { metadata } = await demandTable(params.name)
  const versions = metadata.schemas.map((schema, i) => ({
    id: schema['schema-id'],
    columns: columnsOf(schema.fields),
    ...differenceOf(metadata.schemas[i - 1]?.fields ?? schema.fields, schema.fields),
  }))
  const snapshots = (metadata.snapshots ?? []).map(historyOf).reverse()
  return json({ current: metadata['current-schema-id'], versions, snapshots })
}

function differenceOf(before: Field[], after: Field[]) {
  const [old, now] = [before, after].map(
    (fields) => new Map(columnsOf(fields).map((c) => [c.name, c.type])),
  )
  const shared = [...now!].filter(([name, type]) => old!.has(name) && old!.get(name) !== type)
  return {
    added: [...now!.keys()].filter((name) => !old!.has(name)),
    removed: [...old!.keys()].filter((name) => !now!.has(name)),
    changed: shared.map(([name, to]) => ({ name, from: old!.get(name) ?? '', to })),
  }
}

function historyOf({ 'snapshot-id': id, 'timestamp-ms': ms, summary }: Snapshot) {
  const number = (key: string): number => Number(summary[key] ?? 0)
  return {
    snapshot: String(id),
    at: timeOf(ms),
    operation: summary.operation ?? '',
    rows: number('total-records'),
    added: number('added-records'),
    removed: number('deleted-records'),
  }
}
