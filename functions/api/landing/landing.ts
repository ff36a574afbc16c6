/** Landing: presigned PUTs under the caller's own source, and the cursors of pollers. */
import * as z from 'zod'
import { environment } from '../../../aws/environment.ts'
import type { Answer, Call, Caller } from '../../../aws/gateway/call.ts'
import { demandSource } from '../../../aws/gateway/caller.ts'
import { presignPut } from '../../../aws/presign.ts'
import { headObject } from '../../../aws/s3.ts'
import { hintFile, metadataOf, uploadedPins } from '../../../lake/hints.ts'
import { addressOf, isAssetRowKey, objectId } from '../../../lake/key.ts'
import { keyBytesMax, presignedSeconds, uploadPinsCharactersMax } from '../../../lake/limits.ts'
import { originMetadata } from '../../../lake/origin.ts'
import { Quarantined, RequestProblem } from '../../../lake/problem.ts'
import { cursorKey } from '../../../lake/source.ts'
import type { Pins } from '../../../schemas/interpretation.ts'
import type { Origin } from '../../../schemas/origin.ts'
import { readCursor, writeCursor } from '../cursors.ts'
import { demandSense } from '../datasets/interpretation.ts'

interface NewUpload {
  source: string
  dataset: string
  file: string
  sha256: string
  size: number
  contentType?: string
  partitions?: Record<string, string>
  pins?: Pins
  origin?: Origin
}

export const createUpload = ({ body, caller }: Call<object, object, NewUpload>): Promise<Answer> =>
  uploadOf(body, caller)

type Described = Omit<NewUpload, 'source' | 'dataset' | 'partitions' | 'pins' | 'origin'> & {
  partition?: string
  pins?: string
}

export function createUploadByQuery({
  params,
  query: { partition, pins: text, ...file },
  caller,
}: Call<Described, Pick<NewUpload, 'source' | 'dataset'>>): Promise<Answer> {
  const [key = '', ...value] = partition?.split('=') ?? []
  const partitions = key ? { [key]: value.join('=') } : {}
  const pins = text === undefined ? undefined : pinsIn(text)
  return uploadOf({ ...params, ...file, partitions, ...(pins && { pins }) }, caller)
}

function pinsIn(text: string): Pins | undefined {
  try {
    return uploadedPins({ 'hypatia-pins': text })
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    const { detail } = error.reason
    const errors = [{ in: 'query' as const, name: 'pins', detail }]
    throw new RequestProblem('interpretation.refused', detail, { errors })
  }
}

async function uploadOf(body: NewUpload, caller: Caller): Promise<Answer> {
  demandSource(caller, body.source)
  const key = keyOf(body)
  const place = { bucket: environment.rawBucket(), key }
  const sha256 = body.sha256.toLowerCase()
  const there = await headObject(place)
  const { url, headers } = await presignPut(place, {
    bytes: body.size,
    sha256,
    contentType: body.contentType ?? 'application/octet-stream',
    condition: there ? { etag: `"${there.etag}"` } : 'absent',
    metadata: {
      sha256,
      source: encodeURIComponent(body.source),
      'received-at': new Date().toISOString(),
      ...pinsBeside(body),
      ...originBeside(body),
    },
  })
  const expiresAt = new Date(Date.now() + presignedSeconds * 1000).toISOString()
  const isSame = there?.metadata.sha256 === sha256 && there.bytes === body.size
  const landed = isSame ? { version: there.versionId } : null
  const upload = { key, object: objectId(key), method: 'PUT', url, headers, expiresAt, landed }
  return { status: 201, body: upload }
}

/** Of this object alone. S3 takes 2 KB of them. */
function pinsBeside({ pins }: NewUpload): Record<string, string> {
  if (!pins) return {}
  demandSense(pins)
  const metadata = metadataOf(pins)
  if (Object.values(metadata).join('').length > uploadPinsCharactersMax) {
    const why = `The pins are longer than ${uploadPinsCharactersMax} characters: land ${hintFile} beside the data.`
    const errors = [{ in: 'body' as const, name: '/pins', detail: why }]
    throw new RequestProblem('interpretation.refused', why, { errors })
  }
  return metadata
}

const originBeside = ({ source, origin }: NewUpload): Record<string, string> =>
  origin ? originMetadata(source, origin) : {}

/** Throws RequestProblem where the catalog would not take it for data of this dataset. */
function keyOf({ source, dataset, file, partitions = {} }: NewUpload): string {
  const folders = Object.entries(partitions).map(
    ([key, value]) => `${key}=${encodeURIComponent(value)}`,
  )
  const key = [source, dataset, ...folders, file].join('/')
  const addressed = addressOf(key)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const isPlain = !/[\x00-\x1f\x7f]/.test(key) && key.isWellFormed()
  const isOurs = isAssetRowKey(key)
  if (
    addressed.kind !== 'data' ||
    isOurs ||
    !isPlain ||
    /^\.+$/.test(source) ||
    /^\.+$/.test(dataset)
  ) {
    const why =
      'Names begin with a letter or digit, hold one, and have no "=" in source and dataset.'
    throw new RequestProblem('upload.invalid-name', why)
  }
  const day = partitions.ingest_date
  if (day !== undefined && !isDay(day)) {
    throw new RequestProblem('upload.invalid-name', '"ingest_date" is a day, as in 2026-01-31.')
  }
  if (Buffer.byteLength(key) > keyBytesMax) {
    throw new RequestProblem('upload.invalid-name', `The key is longer than ${keyBytesMax} bytes.`)
  }
  return key
}

const isDay = (text: string): boolean => z.iso.date().safeParse(text).success

interface Named {
  source: string
  name: string
}
const placeOf = ({ source, name }: Named) => ({
  bucket: environment.workBucket(),
  key: cursorKey(source, name),
})

export async function getCursor({ params, caller }: Call<object, Named>): Promise<Answer> {
  demandSource(caller, params.source)
  const none = new RequestProblem('cursor.unknown', 'PUT it with If-None-Match: *.')
  return readCursor(placeOf(params), none)
}

export async function putCursor({
  params,
  headers,
  body,
  caller,
}: Call<object, Named, { value: unknown }>): Promise<Answer> {
  demandSource(caller, params.source)
  return writeCursor(placeOf(params), headers, body.value)
}
