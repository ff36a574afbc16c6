/** A model that doubles, and a rule that has its predictions follow a table. */
import { objectId } from '../../lake/key.ts'
import { arrivalKey } from '../../lake/predict/job.ts'
import type { Cells } from './content.ts'
import type { S3Model } from './models/s3.ts'
import type { Table } from './tables.ts'

export const ruled = { table: 'shop_orders', model: 'twice', input: 'id', output: 'twice' }

export function putRule(s3: S3Model): void {
  const { table, model, input, output } = ruled
  const put = (bucket: string, key: string, value: object): unknown =>
    s3.put(bucket, key, Buffer.from(JSON.stringify(value)))
  const column = (name: string) => ({ name, type: 'long', nullable: false })
  put('models', `${model}/versions/1/model.json`, {
    ...{ name: model, description: '', version: 1, registeredAtMs: 0 },
    model: { runtime: 'onnx' },
    signature: { inputs: [column(input)], outputs: [column(output)] },
  })
  put('models', `${model}/aliases.json`, { live: 1 })
  put('work', `rules/${table}.json`, { [model]: { alias: 'live', createdAtMs: 0 } })
}

/** Each row that the table has of an object is predicted once, and nothing else is. */
export function predictionsWrong(found: Table, rowsOf: Map<string, Cells[]>): string[] {
  const left = new Map(found)
  const wrong: string[] = []
  for (const [key, rows] of rowsOf) {
    if (!key.startsWith('shop/orders/')) continue
    const id = objectId(arrivalKey(ruled.model, { key }))
    const texts = (cells: (number | string)[]): string => cells.map(Number).sort().join()
    const predicted = (left.get(id) ?? []).map((cells) => cells[ruled.output]?.slice(1) ?? '')
    left.delete(id)
    const wanted = rows.map((cells) => 2 * Number(cells[ruled.input]))
    if (texts(predicted) !== texts(wanted))
      wrong.push(`predictions of ${key} are ${texts(predicted)}, not ${texts(wanted)}`)
  }
  for (const id of left.keys()) wrong.push(`predictions of nobody's rows: ${id}`)
  return wrong
}
