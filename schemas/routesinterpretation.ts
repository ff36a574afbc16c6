/** How a dataset's files are read: said by a person, undone. */
import * as z from 'zod'
import { pins } from './interpretation.ts'
import { objectId, type Route, table, time } from './route.ts'
import { column, reason } from './routesdatasets.ts'

const word = {
  version: z.int().describe('Grows with each change'),
  pins: pins.describe('What is not guessed; empty: nothing is pinned'),
  by: z.string().nullable().describe('Who said so'),
  at: time.nullable(),
}

export const interpretation = z
  .looseObject({
    ...word,
    before: z.array(z.looseObject(word)).describe('What was said before, the newest first'),
    definition: pins
      .nullable()
      .describe(
        'What the lake’s definition of the dataset says; a person’s pin and an upload’s go before it',
      ),
    hint: pins
      .nullable()
      .describe('What `_hypatia.json` beside the data says, where none of the others pins'),
    isReplayed: z.boolean().describe('Whether all files are known to have been read so'),
  })
  .meta({ id: 'Interpretation' })

export const newInterpretation = z
  .strictObject({
    pins,
    file: objectId
      .describe('One of the dataset’s files, where nothing of it is a table yet')
      .optional(),
  })
  .meta({ id: 'NewInterpretation' })

export const preview = z
  .looseObject({
    verdict: z.enum(['table', 'asset', 'quarantined']),
    reason: reason.nullable().describe('Why it is no table'),
    format: z.string().nullable(),
    columns: z.array(column),
    rows: z
      .array(z.array(z.string().nullable()))
      .nullable()
      .describe('The first ones, as text; null where they are not to be had from its first bytes'),
    read: pins.describe(
      'What of a pin’s kind was found, or is pinned: all that a form begins with',
    ),
    says: z
      .array(pins.keyof())
      .describe('Pins by which a file of its format may be read otherwise'),
    evidence: z.array(z.string()),
    doubt: z.array(z.string()),
  })
  .meta({ id: 'Preview' })

const common = {
  path: '/v1/datasets/{name}/interpretation',
  tag: 'interpretation',
  params: table,
} as const
const accepted = {
  202: { description: 'Its files are being read so', body: interpretation },
}

export const interpretationRoutes: Route[] = [
  {
    ...common,
    method: 'GET',
    operationId: 'getInterpretation',
    summary: 'How the dataset’s files are read, as far as somebody says so',
    description: 'Version 0: nobody says anything, and its files are read as they look.',
    scope: 'lake:read',
    query: z.strictObject({
      file: objectId.describe('One of its files, where nothing of it is a table yet').optional(),
    }),
    replies: { 200: { description: 'As it is now', body: interpretation } },
    problems: [404],
  },
  {
    ...common,
    method: 'POST',
    operationId: 'pinInterpretation',
    summary: 'Pins how the dataset’s files are read, these and the next ones',
    description:
      'All pins at once: what is left out is guessed again. Every file is read anew, those in quarantine too; the table changes file by file. Needs the right to land under the source.',
    scope: 'land',
    body: newInterpretation,
    replies: accepted,
    problems: [404, 413, 415, 422],
  },
  {
    ...common,
    path: '/v1/datasets/{name}/interpretation/preview',
    method: 'POST',
    operationId: 'previewInterpretation',
    summary: 'What one of its files would be if it were read so; nothing is kept',
    scope: 'land',
    body: z.strictObject({ pins, file: objectId }).meta({ id: 'NewPreview' }),
    replies: { 200: { description: 'Columns and first rows', body: preview } },
    problems: [404, 413, 415, 422],
  },
  {
    ...common,
    method: 'DELETE',
    operationId: 'undoInterpretation',
    summary: 'Goes back to what was said before, in the end to nothing',
    scope: 'land',
    replies: accepted,
    problems: [404],
  },
]
