/** The whole result of a query as one file in S3: the CSV that Athena left there, or that CSV as Parquet, made once. */
import { Conflict } from '../../../aws/conflict.ts'
import { objectOf } from '../../../aws/icebergtable.ts'
import { presignGet } from '../../../aws/presign.ts'
import { getPage, type QueryExecution } from '../../../aws/queries.ts'
import { getBytes, headObject, type ObjectName, putBytes } from '../../../aws/s3.ts'
import { parquetResultBytesMax } from '../../../lake/limits.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { parquetOf } from '../../../lake/rows/parquet.ts'
import { typedResult } from '../../../lake/rows/result.ts'
import { contentTypes } from '../format.ts'

/** A URL that is good for a while. Throws RequestProblem where the result is no CSV, or too large a one. */
export async function resultFile(
  { QueryExecutionId: id = '', ResultConfiguration }: QueryExecution,
  format: 'csv' | 'parquet',
): Promise<string> {
  const csv = objectOf(ResultConfiguration?.OutputLocation ?? '')
  if (format === 'csv') return presignGet(csv, `${id}.csv`, contentTypes.csv)
  if (!csv.key.endsWith('.csv')) {
    const why = 'What is no SELECT has lines of text for a result: take JSON, NDJSON or CSV.'
    throw new RequestProblem('accept.unsupported', why)
  }
  const parquet = { ...csv, key: csv.key.replace(/\.csv$/, '.parquet') }
  if (!(await headObject(parquet))) await writeParquet(id, csv, parquet)
  return presignGet(parquet, `${id}.parquet`, contentTypes.parquet)
}

async function writeParquet(id: string, csv: ObjectName, parquet: ObjectName): Promise<void> {
  const [head, { columns }] = await Promise.all([headObject(csv), getPage(id, 1)])
  if (!head) throw new RequestProblem('query.failed', 'Its result is not kept any more.')
  if (head.bytes > parquetResultBytesMax) {
    const detail = `${head.bytes} bytes are more than ${parquetResultBytesMax}: take CSV, or ask for fewer rows.`
    throw new RequestProblem('result.too-large', detail)
  }
  const text = String(await getBytes(csv))
  const { fields, cells } = typedResult(text, columns)
  const contentType = contentTypes.parquet
  try {
    await putBytes(parquet, parquetOf(fields, cells), { contentType, condition: 'absent' })
  } catch (error) {
    if (!(error instanceof Conflict)) throw error // another made the same
  }
}
