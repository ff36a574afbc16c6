/** Columns of a dataset: what the table knows of all rows, and what profiles say of some. */
import { environment } from '../../aws/environment.ts'
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import { readUri } from '../../aws/icebergtable.ts'
import { listObjects } from '../../aws/listing.ts'
import { getJson } from '../../aws/s3.ts'
import { type LiveFile, liveFiles } from '../../lake/iceberg/live.ts'
import { currentSchema } from '../../lake/iceberg/metadata.ts'
import { type Field, objectColumn } from '../../lake/iceberg/schema.ts'
import { totalsOf } from '../../lake/iceberg/summary.ts'
import { objectId } from '../../lake/key.ts'
import { profilesReadMax } from '../../lake/limits.ts'
import { type ColumnProfile, mergedBounds, type Profile } from '../../lake/profile.ts'
import { columnsOf } from './datasets.ts'
import { eachOf } from './paging.ts'
import { demandTable } from './tables.ts'

export async function listColumns({
  params: { name },
}: Call<object, { name: string }>): Promise<Answer> {
  const { metadata } = await demandTable(name)
  const files = await liveFiles(readUri, metadata)
  const profile = await largestProfile(name)
  const known = new Map((profile?.columns ?? []).map((column) => [column.name, column]))
  const fields = currentSchema(metadata).fields.filter((field) => field.name !== objectColumn)
  const spelt = columnsOf(fields)
  return json({
    rows: totalsOf(metadata).rows,
    columns: fields.map((field, i) => ({
      ...spelt[i],
      nulls: nullsOf(files, field),
      ...mergedBounds(field, files),
      ...figuresOf(known.get(field.name)),
    })),
    profiled: {
      object: profile ? objectId(profile.key) : null,
      rows: profile?.rows ?? 0,
      sampled: profile?.sampled ?? false,
    },
  })
}

/** Of the objects that are listed first: one that is out of the table still looks like its kin. */
async function largestProfile(table: string): Promise<Profile | undefined> {
  const bucket = environment.workBucket()
  const listed = await listObjects(bucket, `profiles/${table}/`, { max: profilesReadMax })
  const profiles = await eachOf(listed, 16, ({ key }) => getJson<Profile>(bucket, key))
  return profiles
    .flatMap((found) => (found ? [found.value] : []))
    .sort((a, b) => b.rows - a.rows)[0]
}

/** Null where one of the files does not say. */
function nullsOf(files: LiveFile[], { id }: Field): number | null {
  let nulls = 0n
  for (const { entry, records } of files) {
    const count = entry.data_file.null_value_counts?.find(({ key }) => key === id)
    const values = entry.data_file.value_counts?.find(({ key }) => key === id)
    if (!count && values) return null
    nulls += count ? count.value : BigInt(records) // the file lacks the column
  }
  return Number(nulls)
}

function figuresOf(column: ColumnProfile | undefined) {
  const { distinct, quantiles, top } = column ?? {}
  return {
    ...(distinct !== undefined && { distinct }),
    ...(quantiles && { quantiles }),
    ...(top && { top }),
  }
}
