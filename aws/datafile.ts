/** Parquet data files: what a commit must know of one, read from its footer wherever the file lies. */
import { open, stat } from 'node:fs/promises'
import type { DataFile } from '../lake/iceberg/datafile.ts'
import { describeDataFile, footerBytesOf } from '../lake/iceberg/describe.ts'
import type { Field } from '../lake/iceberg/schema.ts'
import { Conflict } from './conflict.ts'
import { objectOf } from './icebergtable.ts'
import { getRange, headObject, putFile } from './s3.ts'

const tailBytes = 64 * 1024 // holds the footer of most files: one read

export interface LocalFile {
  path: string
  /** Where it is to lie: `s3://…`. */
  uri: string
  /** Of the schema that it was written with. */
  fields: Field[]
  partition: DataFile['partition']
}

export async function describeLocal({ path, ...file }: LocalFile): Promise<DataFile> {
  const { size: bytes } = await stat(path)
  const handle = await open(path)
  try {
    const read = async (start: number, end: number): Promise<Uint8Array> =>
      (await handle.read(Buffer.alloc(end - start), 0, end - start, start)).buffer
    return describeDataFile({ ...file, path: file.uri, bytes, tail: await tailOf(read, bytes) })
  } finally {
    await handle.close()
  }
}

async function tailOf(
  read: (start: number, end: number) => Promise<Uint8Array>,
  bytes: number,
): Promise<Uint8Array> {
  const tail = await read(Math.max(0, bytes - tailBytes), bytes)
  const footerBytes = footerBytesOf(tail)
  return footerBytes <= tail.length ? tail : read(bytes - footerBytes, bytes)
}

/** What then lies at the URI: this file, or that of a worker who had the same rows to write and was quicker. */
export async function storeDataFile(file: LocalFile, described: DataFile): Promise<DataFile> {
  const object = objectOf(file.uri)
  try {
    await putFile(object.bucket, object.key, file.path, undefined, 'absent')
    return described
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
  const head = await headObject(object)
  if (!head) throw new Error(`${file.uri} was there, and is gone`)
  const tail = await tailOf((start, end) => getRange(object, start, end), head.bytes)
  const { fields, partition, uri } = file
  return describeDataFile({ path: uri, bytes: head.bytes, tail, fields, partition })
}
