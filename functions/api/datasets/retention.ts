/** How long a dataset's objects stay. maintain sees to it, each night. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { changeRecord } from '../../../aws/records.ts'
import { deleteObject, getJson } from '../../../aws/s3.ts'
import { columnOf, isDated, retentionKey } from '../../../lake/maintain/retention.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { assetsDataset } from '../../../lake/tablename.ts'
import type { Retention, RetentionRecord } from '../../../schemas/retention.ts'
import { recordOf as datasetOf, demandTable } from './tables.ts'

interface Named {
  name: string
}

const recordOf = (name: string) => ({
  bucket: environment.workBucket(),
  key: retentionKey(name),
})

export async function getRetention({ params }: Call<object, Named>): Promise<Answer> {
  await demandTable(params.name)
  const { bucket, key } = recordOf(params.name)
  const found = await getJson<RetentionRecord>(bucket, key)
  if (!found) throw new RequestProblem('retention.unknown', `${params.name} is kept for ever.`)
  return json(found.value)
}

export async function putRetention({
  params,
  body,
}: Call<object, Named, Retention>): Promise<Answer> {
  const { metadata } = await demandTable(params.name)
  await demandObjects(params.name)
  const { column } = body
  const field = column === undefined ? undefined : columnOf(metadata, column)
  if (column !== undefined && !field) {
    throw new RequestProblem('filter.unknown-column', `${params.name} has no column ${column}.`)
  }
  if (field && !isDated(field)) {
    throw new RequestProblem(
      'retention.no-dates',
      `${column} is ${typeof field.type === 'string' ? field.type : field.type.type}: name a column of dates or timestamps.`,
    )
  }
  const { bucket, key } = recordOf(params.name)
  await changeRecord<RetentionRecord>(bucket, key, (present) => {
    demandOurs(present)
    return body
  })
  return json(body)
}

/** Throws RequestProblem where its rows are made of what assets say. */
async function demandObjects(name: string): Promise<void> {
  const record = await datasetOf(name)
  if (record?.dataset !== assetsDataset) return
  const detail = `Rows of ${name} go with their assets: say it of the assets’ own datasets.`
  throw new RequestProblem('retention.of-assets', detail)
}

export async function deleteRetention({ params }: Call<object, Named>): Promise<Answer> {
  await demandTable(params.name)
  const { bucket, key } = recordOf(params.name)
  demandOurs((await getJson<RetentionRecord>(bucket, key))?.value)
  await deleteObject({ bucket, key })
  return { status: 204 }
}

/** What a file says is changed in the file: the next time that it is read it would say so again. */
function demandOurs(present: RetentionRecord | undefined): void {
  if (present?.definition === undefined) return
  throw new RequestProblem(
    'definition.in-a-file',
    `${present.definition} says it. Change it there, then: npx hypatia define`,
  )
}
