/** What is said of how files are read: by a file beside them, by an upload, by a person, by the log of their table. */
import type { S3Model } from './models/s3.ts'

export const pinsOf = { asset: { asset: true }, text: { types: { v: 'string' } } } as const
export type Saying = keyof typeof pinsOf
export const sayings = Object.keys(pinsOf) as Saying[]

export const said = { folder: 'shop/orders/', table: 'shop_orders' }
export const hintKey = `${said.folder}_hypatia.json`
export const logKey = (version: number): string =>
  `${said.folder}_delta_log/${String(version).padStart(20, '0')}.json`
export const icebergFolder = `${said.folder}metadata/`
export const icebergKey = (version: number): string => `${icebergFolder}v${version}.metadata.json`

/** Of a log's commit: the files that are rows from then on. */
export type Named = string[]

/** The version that comes next. */
export function nextCommit(s3: Pick<S3Model, 'current'>, keyOf = logKey): number {
  for (let version = 0; ; version++) {
    if (!s3.current('raw', keyOf(version))) return version
  }
}
