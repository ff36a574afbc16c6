/** Rows of assets: each asset has one among those of its source, which says what it is now, and nothing else has. */
import { objectId } from '../../lake/key.ts'
import type { Content } from './content.ts'
import { dataRows } from './storage.ts'
import type { Lake, Table } from './tables.ts'

export const assetTables = ['shop__assets', 'shop_orders___assets']

const rowKeyOf = (key: string): string => `${key.split('/')[0]}/_assets/${objectId(key)}.ndjson`

/** `assets`: by key, what lies there. */
export function assetsWrong(tables: Map<string, Table>, assets: Map<string, Content>): string[] {
  const wrong: string[] = []
  const left = new Map(assetTables.flatMap((name) => [...(tables.get(name) ?? [])]))
  for (const [key, { bytes }] of assets) {
    const id = objectId(rowKeyOf(key))
    const rows = left.get(id) ?? []
    left.delete(id)
    const isSo = ({ key: of, bytes: many, object }: Record<string, string>): boolean =>
      of === key && many === `#${bytes.length}` && object === objectId(key)
    if (rows.length !== 1 || !rows.every(isSo))
      wrong.push(`the asset ${key} of ${bytes.length} bytes has ${JSON.stringify(rows)}`)
  }
  for (const rows of left.values()) wrong.push(`rows of no asset: ${JSON.stringify(rows)}`)
  return wrong
}

/** What is left of rows of what had landed before the second in which its erasure was asked. */
export function erasedAssetWrong({ s3 }: Lake, key: string, askedMs: number): string[] {
  const rowKey = rowKeyOf(key)
  const owner = objectId(rowKey)
  const isErased = (landed: string): boolean =>
    Date.parse(`${landed.replace(' ', 'T')}Z`) < Math.floor(askedMs / 1000) * 1000
  const lying = s3.versions('raw', rowKey).filter(({ isMarker }) => !isMarker)
  const kept = lying.filter(({ bytes }) => isErased(JSON.parse(bytes.toString()).landed))
  const wrong = kept.map(() => `${rowKey} still has a row of what was erased`)
  for (const { path, rows } of dataRows({ s3 })) {
    const own = rows.filter((values) => values.includes(owner)).flat()
    if (own.some((value) => /^\d{4}-\d\d-\d\d /.test(value) && isErased(value)))
      wrong.push(`${path} holds the row of an asset that was erased`)
  }
  return wrong
}
