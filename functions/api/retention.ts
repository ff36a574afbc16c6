/** How long a dataset's objects stay. maintain sees to it, each night. */
import { environment } from '../../aws/environment.ts'
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import { deleteObject, getJson, putBytes } from '../../aws/s3.ts'
import { retentionKey } from '../../lake/maintain/retention.ts'
import { RequestProblem } from '../../lake/problem.ts'
import type { Retention } from '../../schemas/retention.ts'
import { demandTable } from './tables.ts'

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
  const found = await getJson<Retention>(bucket, key)
  if (!found) throw new RequestProblem('retention.unknown', `${params.name} is kept for ever.`)
  return json(found.value)
}

export async function putRetention({
  params,
  body,
}: Call<object, Named, Retention>): Promise<Answer> {
  await demandTable(params.name)
  await putBytes(recordOf(params.name), JSON.stringify(body), { contentType: 'application/json' })
  return json(body)
}

export async function deleteRetention({ params }: Call<object, Named>): Promise<Answer> {
  await demandTable(params.name)
  await deleteObject(recordOf(params.name))
  return { status: 204 }
}
