/** Objects: landing them, following them, what became of them, and where pollers are. */
import * as z from 'zod'
import { pins } from './interpretation.ts'
import { origin } from './origin.ts'
import {
  cursor,
  etagHeader,
  ifUnchanged,
  integer,
  jsonValue,
  objectId,
  type Route,
  time,
  uploadBytesMax,
  wait,
} from './route.ts'
import { object, objectList } from './routesdatasets.ts'

const segment = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\\]+$/)

const whose = {
  source: segment.describe('Who sends; the token names it too'),
  dataset: segment.describe('What it is'),
}
const file = {
  file: segment,
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .describe('Of the bytes: S3 itself refuses others'),
  size: z.int().min(0).max(uploadBytesMax).describe('Bytes'),
  contentType: z
    .string()
    .max(200)
    .regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/)
    .optional(),
}

export const newUpload = z
  .strictObject({
    ...whose,
    ...file,
    partitions: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,60}$/), z.string().min(1).max(200))
      .refine((partitions) => Object.keys(partitions).length <= 10, 'at most 10 keys')
      .describe('Folders key=value, in this order')
      .optional(),
    pins: pins.describe('How this one object is read; a person’s pins go before').optional(),
    origin: origin.describe('What it was before it was transformed on its way').optional(),
  })
  .meta({ id: 'NewUpload' })

export const upload = z
  .looseObject({
    key: z.string(),
    object: objectId,
    method: z.literal('PUT'),
    url: z.string(),
    headers: z.record(z.string(), z.string()).describe('To be sent with it, exactly'),
    expiresAt: time,
    landed: z
      .looseObject({ version: z.string() })
      .nullable()
      .describe('The newest version, where it has these very bytes already'),
  })
  .meta({ id: 'Upload' })

export const cursorState = z
  .looseObject({ value: jsonValue, updatedAt: time })
  .meta({ id: 'CursorState' })

export const newCursor = z
  .strictObject({ value: jsonValue.describe('Whatever the poller needs to go on') })
  .meta({ id: 'NewCursor' })

export const activity = z
  .looseObject({
    at: time,
    step: z.string(),
    table: z.string().optional(),
    key: z.string().optional(),
    object: objectId.optional().describe('Of the key'),
    raw: z
      .enum(['published', 'withheld'])
      .describe('Whether the raw table reads it; absent where that is not known')
      .optional(),
    rows: z.int().optional(),
    bytes: z.int().optional(),
    tookMs: z.number().optional(),
    detail: z.string().optional(),
  })
  .meta({ id: 'Activity' })

export const activityList = z
  .looseObject({
    activities: z.array(activity).describe('The oldest first'),
    next: z.string().describe('`after` of the next request: what happens from here on'),
  })
  .meta({ id: 'ActivityList' })

const cursorParams = z.strictObject({
  source: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
  name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/),
})
const objectParams = z.strictObject({ object: objectId })
const cursorRoute = {
  path: '/v1/cursors/{source}/{name}',
  tag: 'landing',
  scope: 'land',
  params: cursorParams,
} as const
const asItIs = { description: 'As it is', body: cursorState, headers: etagHeader }

export const objectRoutes: Route[] = [
  {
    method: 'POST',
    path: '/v1/uploads',
    operationId: 'createUpload',
    tag: 'landing',
    summary: 'A presigned PUT by which one file lands',
    description:
      'S3 verifies the checksum and the size; nobody but we hold AWS credentials. It is good once, and only over what was there when it was asked for: S3 answers 412 (404, 409) where that has changed. Ask again then: `landed` says whether it was your own PUT, whose answer was lost.',
    scope: 'land',
    body: newUpload,
    replies: { 201: { description: 'Where and how to PUT it', body: upload } },
    problems: [413, 415, 422],
  },
  {
    method: 'POST',
    path: '/v1/uploads/{source}/{dataset}',
    operationId: 'createUploadByQuery',
    tag: 'landing',
    summary: 'The same without a body',
    description: 'For a sender whose body is already the file, as NiFi’s is.',
    scope: 'land',
    params: z.strictObject(whose),
    query: z.strictObject({
      ...file,
      size: z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number)
        .pipe(file.size),
      partition: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,60}=.{1,200}$/)
        .describe('A folder key=value')
        .optional(),
      pins: z
        .string()
        .min(2)
        .max(4_000)
        .describe('How this file alone is read: Pins, as JSON')
        .optional(),
    }),
    replies: { 201: { description: 'Where and how to PUT it', body: upload } },
    problems: [422],
  },
  {
    ...cursorRoute,
    method: 'GET',
    operationId: 'getCursor',
    summary: 'Where a poller is',
    replies: { 200: asItIs },
    problems: [404],
  },
  {
    ...cursorRoute,
    method: 'PUT',
    operationId: 'putCursor',
    summary: 'Moves it, after what lies before it has landed',
    headers: ifUnchanged,
    body: newCursor,
    replies: { 200: asItIs, 201: { ...asItIs, description: 'It is new' } },
    problems: [412, 413, 415, 428],
  },
  {
    method: 'GET',
    path: '/v1/objects/{object}',
    operationId: 'getObject',
    tag: 'objects',
    summary: 'What became of an object; waits for the end of its way',
    scope: 'lake:read',
    params: objectParams,
    query: z.strictObject({ wait: wait.default(0) }),
    replies: { 200: { description: 'As it is now', body: object } },
    problems: [404],
  },
  {
    method: 'GET',
    path: '/v1/objects/{object}/content',
    operationId: 'getContent',
    tag: 'objects',
    summary: 'The original bytes, also of what is in quarantine',
    scope: 'originals:read',
    params: objectParams,
    replies: {
      303: {
        description: 'From S3, by ranges if need be',
        headers: { Location: 'Good for some minutes, without a token' },
      },
    },
    problems: [404],
  },
  {
    method: 'GET',
    path: '/v1/activity',
    operationId: 'listActivity',
    tag: 'objects',
    summary: 'What happened: the newest, or all after a place; waits for more',
    scope: 'lake:read',
    query: z.strictObject({
      after: cursor.optional(),
      limit: integer(1, 1000).default(100),
      wait: wait.default(0),
    }),
    replies: { 200: { description: 'What there is', body: activityList } },
  },
  {
    method: 'GET',
    path: '/v1/quarantine',
    operationId: 'listQuarantine',
    tag: 'quarantine',
    summary: 'What was set aside, the newest first',
    scope: 'originals:read',
    query: z.strictObject({ limit: integer(1, 200).default(50), cursor: cursor.optional() }),
    replies: { 200: { description: 'A page of it', body: objectList } },
  },
  {
    method: 'GET',
    path: '/v1/quarantine/{object}',
    operationId: 'getQuarantined',
    tag: 'quarantine',
    summary: 'One of it: the reason, the place, what to do',
    scope: 'originals:read',
    params: objectParams,
    replies: { 200: { description: 'As it is now', body: object } },
    problems: [404],
  },
  {
    method: 'POST',
    path: '/v1/quarantine/{object}/retry',
    operationId: 'retryQuarantined',
    tag: 'quarantine',
    summary: 'Lands it again, as it is',
    scope: 'quarantine:write',
    params: objectParams,
    replies: {
      202: { description: 'It is on its way', body: object, headers: { Location: 'The object' } },
    },
    problems: [404, 409],
  },
]
