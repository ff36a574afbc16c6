/** What hints and logs consist of, and what must have been heard of them once all is quiet. */
import { currentSchema } from '../../lake/iceberg/metadata.ts'
import { type Interpretation, interpretationKey, isReplayed } from '../../lake/interpretation.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { Content } from './content.ts'
import { type Named, pinsOf, type Saying, said } from './sayings.ts'
import { type Lake, metadataOf } from './tables.ts'

/** Each hint, and each commit, differs from all others. */
export const hintContent = (says: Saying | 'torn', n: number): Content =>
  says === 'torn'
    ? { name: 'broken', bytes: Buffer.from(`{"asset": ${n}`) }
    : { name: 'asset', bytes: Buffer.from(JSON.stringify(pinsOf[says]) + ' '.repeat(n)), says }

const metaData = { schemaString: '{}', partitionColumns: [] }

export function logContent(before: Named | undefined, named: Named, n: number): Content {
  const add = (path: string) => ({ add: { path, partitionValues: {} } })
  const actions = [
    { commitInfo: { n } },
    ...(before ? [] : [{ protocol: { minReaderVersion: 1 } }, { metaData }]),
    ...(before ?? []).filter((path) => !named.includes(path)).map((path) => ({ remove: { path } })),
    ...named.filter((path) => !before?.includes(path)).map(add),
  ]
  const text = actions.map((action) => JSON.stringify(action)).join('\n')
  return { name: 'asset', bytes: Buffer.from(text), named }
}

/** The record has what was said last, and every file was read as it says. */
export async function sayingsWrong(
  lake: Lake,
  { pinned, hint, isLogged }: Record<'pinned' | 'hint', Saying | undefined> & { isLogged: boolean },
  receipts: (Receipt | undefined)[],
): Promise<string[]> {
  const found = lake.s3.current('work', interpretationKey('shop', 'orders'))
  if (!found) return pinned || hint || isLogged ? ['what was said was not heard'] : []
  const record = JSON.parse(found.bytes.toString()) as Interpretation
  const wrong: string[] = []
  const held = [record.said.pins, record.hint ?? {}, (record.tables ?? []).map(({ root }) => root)]
  const wanted = [pinsIn(pinned), pinsIn(hint), isLogged ? [said.folder] : []]
  if (JSON.stringify(held) !== JSON.stringify(wanted))
    wrong.push(`${JSON.stringify(held)} is said, not ${JSON.stringify(wanted)}`)
  if (!isReplayed(record)) wrong.push('the replay has not ended')
  const read = receipts.filter((one) => one?.state === 'committed' && one.table === said.table)
  for (const receipt of read) {
    const { interpretation = 0, object } = receipt!
    if (interpretation !== record.said.version)
      wrong.push(`${object.key} is read as version ${interpretation} says`)
  }
  if ((pinned ?? hint) !== 'text' || read.length === 0) return wrong
  const metadata = await metadataOf(lake, said.table)
  const { type } = currentSchema(metadata!).fields.find(({ name }) => name === 'v') ?? {}
  return type === 'string' ? wrong : [...wrong, `v is ${type}, not text`]
}

const pinsIn = (saying: Saying | undefined): object => (saying ? pinsOf[saying] : {})
