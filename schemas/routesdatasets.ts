/** Datasets: what is in the lake, its rows, columns, partitions, files and history. */
import * as z from 'zod'
import { pins } from './interpretation.ts'
import {
  cursor,
  etagHeader,
  ifNoneMatch,
  integer,
  next,
  notModified,
  objectId,
  parquetType,
  type Route,
  repeated,
  table,
  time,
} from './route.ts'
import { changesRoute, names } from './routeschanges.ts'

export const reason = z
  .looseObject({
    code: z.string(),
    detail: z.string(),
    remedy: z.string(),
    at: z
      .looseObject({
        line: z.int().optional(),
        byte: z.int().optional(),
        excerpt: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'Reason' })

export const column = z.looseObject({
  name: z.string().describe('In SQL; quoted where it is no plain word'),
  original: z.string().optional().describe('As the files spell it, where that differs'),
  type: z.string().describe('As Athena names it, e.g. bigint, decimal(9,2), array<varchar>'),
})

export const datasetSummary = z
  .looseObject({
    name: z.string(),
    source: z.string(),
    dataset: z.string(),
    state: z.enum(['ready', 'arriving']).describe('arriving: its first object is on its way'),
    rows: z.int(),
    bytes: z.int().describe('Of the Parquet data files'),
    files: z.int(),
    columns: z.int(),
    snapshot: z.string().nullable(),
    updatedAt: time.nullable(),
  })
  .meta({ id: 'DatasetSummary' })

export const datasetList = z
  .looseObject({ datasets: z.array(datasetSummary), total: z.int(), next })
  .meta({ id: 'DatasetList' })

export const dataset = z
  .looseObject({
    ...datasetSummary.shape,
    columns: z.array(column),
    partitionKeys: z.array(z.string()),
    location: z.string(),
    tables: z.looseObject({
      lake: z.string().describe('For Athena: <database>.<table>'),
      raw: z.string().nullable(),
    }),
    withheld: reason.optional().describe('Why there is no raw table'),
    sentence: z.string().describe('What it is, in one sentence'),
    links: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Dataset' })

export const rowPage = z
  .looseObject({
    columns: z.array(
      z.looseObject({
        ...column.shape,
        json: z
          .enum(['string', 'number', 'boolean', 'object', 'array'])
          .describe(
            'How its values are written here; integers beyond 2^53 and decimals as strings',
          ),
      }),
    ),
    rows: z.array(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())])),
    next,
    before: z.int().nullable().describe('How many rows the pages before it had'),
    count: z.looseObject({
      value: z.int().nullable(),
      kind: z.enum(['exact', 'unknown']).describe('Of all rows that meet `where`'),
    }),
    snapshot: z.string().nullable(),
  })
  .meta({ id: 'RowPage' })

const share = z.number().min(0).max(1)

const figures = {
  nulls: z.int().nullable().describe('Exact; null while it is not known'),
  min: z.string().optional().describe('Exact; of a text its first 100 characters, then …'),
  max: z.string().optional(),
  distinct: z.int().optional().describe('How many values differ, never more than there are'),
  distinctError: share
    .optional()
    .describe('0: exact; else by what share of it distinct may be wrong, in 19 of 20 cases'),
  quantiles: z
    .array(z.string())
    .optional()
    .describe('Of numbers, dates and times: of 0.05 to 0.95 by twentieths'),
  quantilesError: share
    .optional()
    .describe('By what share of all values the rank of a quantile is wrong at most'),
  histogram: z
    .looseObject({ from: z.string(), to: z.string(), rows: z.array(z.int()), error: share })
    .optional()
    .describe(
      'Bars as wide as one another; error: by what share of all values one is wrong at most',
    ),
  top: z.array(z.string()).optional().describe('The most frequent values first'),
  topRows: z
    .array(z.looseObject({ value: z.string(), rows: z.int(), atMost: z.int() }))
    .optional()
    .describe('The same with their rows: at least, and at most; both are one where it is exact'),
  othersAtMost: z.int().optional().describe('No value that topRows lacks is in more rows'),
}

export const columnList = z
  .looseObject({
    rows: z.int(),
    columns: z.array(
      z.looseObject({
        ...column.shape,
        ...figures,
        fields: z
          .array(
            z.looseObject({
              path: z.string().describe('address.city, tags[], prices{}.amount'),
              type: z.string().nullable().describe('null: of what nests others'),
              values: z.int().describe('That are not null; of lists, elements'),
              ...figures,
            }),
          )
          .optional()
          .describe('What a nested column holds'),
      }),
    ),
    profiled: z.looseObject({
      object: objectId.nullable().describe('Always null: figures are of all rows of all files'),
      snapshot: z.string().nullable().describe('Whose rows the figures are of'),
      rows: z.int().describe('Of which distinct, quantiles, histogram and top are'),
      isWhole: z
        .boolean()
        .describe(
          'false: they are not there yet (some files are still to be looked at), or cannot be (rows deleted by another engine)',
        ),
      sampled: z.boolean().describe('Always false'),
    }),
  })
  .meta({ id: 'ColumnList' })

export const partitionList = z
  .looseObject({
    keys: z.array(z.string()),
    partitions: z.array(
      z.looseObject({
        values: z.record(z.string(), z.string().nullable()),
        files: z.int(),
        rows: z.int(),
        bytes: z.int(),
      }),
    ),
    next,
  })
  .meta({ id: 'PartitionList' })

/** What the pipeline knows of one raw key. */
export const object = z
  .looseObject({
    object: objectId,
    key: z.string(),
    version: z.string().describe('Of the object in S3: what an upload’s x-amz-version-id said'),
    bytes: z.int(),
    state: z.enum(['landed', 'staged', 'committed', 'asset', 'quarantined', 'removing', 'removed']),
    table: z.string().nullable(),
    dataset: z
      .string()
      .nullable()
      .describe('Its dataset’s name, though nothing of it be a table; null: its key names none'),
    interpretation: z
      .int()
      .describe('The version of what is said of its dataset’s files by which it was read; 0: none'),
    rows: z.int().nullable(),
    reason: reason.nullable(),
    times: z.record(z.string(), time),
    evidence: z.array(z.string()),
    doubt: z.array(z.string()).describe('What is not sure of it, and what else it might be'),
    pins: pins.nullable().describe('What of it was pinned, by a person or the sender'),
    origin: z
      .looseObject({
        transform: z.string().describe('Digest of the steps that made it'),
        original: z
          .looseObject({ object: objectId, sha256: z.string() })
          .nullable()
          .describe('What was fetched, an object too; null: it is not kept'),
      })
      .nullable()
      .describe('Of what was transformed on its way from its source; null: it is as it was sent'),
    rescued: z
      .looseObject({ rows: z.int(), key: z.string() })
      .nullable()
      .describe(
        'Rows that cannot be read right, set aside in the work bucket: one JSON object a line',
      ),
    metadata: z
      .looseObject({
        width: z.int(),
        height: z.int(),
        pages: z.int(),
        title: z.string(),
        author: z.string(),
        album: z.string(),
        created: z.string().describe('In its own words'),
        software: z.string(),
        duration: z.number().describe('In seconds'),
        sampleRate: z.int().describe('In hertz'),
        channels: z.int(),
        camera: z.string(),
        latitude: z.number(),
        longitude: z.number(),
      })
      .partial()
      .nullable()
      .describe('What an asset says of itself, each as it is said there'),
    listed: z
      .string()
      .nullable()
      .describe('Of an asset: the table of its source’s assets, which has a row of it'),
    snapshot: z.string().nullable(),
    raw: z
      .looseObject({
        table: z.string().optional(),
        serde: z.string().optional(),
        withheld: reason.optional(),
      })
      .nullable()
      .describe('Which raw table reads it, or why none does'),
    dataFile: z
      .looseObject({ rows: z.int(), bytes: z.int() })
      .nullable()
      .describe('The Parquet file that its rows are in'),
  })
  .meta({ id: 'Object' })

export const objectList = z
  .looseObject({ objects: z.array(object), next })
  .meta({ id: 'ObjectList' })

export const versionList = z
  .looseObject({
    current: z.int(),
    versions: z.array(
      z.looseObject({
        id: z.int(),
        columns: z.array(column),
        added: z.array(z.string()),
        removed: z.array(z.string()),
        changed: z.array(z.looseObject({ name: z.string(), from: z.string(), to: z.string() })),
      }),
    ),
    snapshots: z.array(
      z.looseObject({
        snapshot: z.string(),
        at: time,
        operation: z.string(),
        rows: z.int(),
        added: z.int(),
        removed: z.int(),
      }),
    ),
  })
  .meta({ id: 'VersionList' })

const rowQuery = z.strictObject({
  select: names(100).describe('Columns, by comma; all where absent').optional(),
  where: repeated(
    z
      .string()
      .max(1000)
      .regex(/^[^:]{1,255}:(not\.)?(eq|ne|gt|gte|lt|lte|in|like|ilike|is|between):[\s\S]*$/),
    10,
  )
    .describe(
      'column:operator:value, e.g. age:gte:18, cat:in:a,b, name:ilike:jo*, x:is:null, t:between:1,9; `not.` before the operator turns it; all must hold',
    )
    .optional(),
  sort: names(8).describe('Columns, by comma; `-` before one turns its order').optional(),
  limit: integer(1, 10_000).default(100),
  cursor: cursor.optional(),
  shape: z.enum(['arrays', 'objects']).default('arrays'),
  format: z.enum(['json', 'ndjson', 'csv', 'parquet']).describe('Goes before Accept').optional(),
})

const page = { limit: integer(1, 1000).default(100), cursor: cursor.optional() }
const of = (part: string, operationId: string, summary: string, body: z.ZodType): Route => ({
  method: 'GET',
  path: `/v1/datasets/{name}${part}`,
  operationId,
  tag: 'datasets',
  summary,
  scope: 'lake:read',
  params: table,
  headers: ifNoneMatch,
  replies: { 200: { description: 'As it is now', body, headers: etagHeader }, 304: notModified },
  problems: [404],
})

export const datasetRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/datasets',
    operationId: 'listDatasets',
    tag: 'datasets',
    summary: 'Every dataset by name, or those that match a search',
    scope: 'lake:read',
    query: z.strictObject({
      q: z.string().max(200).describe('Words that name, source or columns contain').optional(),
      ...page,
    }),
    headers: ifNoneMatch,
    replies: {
      200: { description: 'A page of them', body: datasetList, headers: etagHeader },
      304: notModified,
    },
  },
  of('', 'getDataset', 'One dataset', dataset),
  {
    ...of('/rows', 'listRows', 'Rows, straight from the data files of one snapshot', rowPage),
    description:
      'Files that cannot hold such rows are not opened. A cursor keeps to its snapshot, however much lands meanwhile. What needs a scan is refused: ask by SQL.',
    query: rowQuery,
    replies: {
      200: {
        description: 'A page of rows',
        body: rowPage,
        contentTypes: ['application/json', 'application/x-ndjson', 'text/csv', parquetType],
        headers: { ...etagHeader, Link: 'rel="next" where there is one' },
      },
      304: notModified,
    },
    problems: [404, 406, 410, 422],
  },
  changesRoute,
  of('/columns', 'listColumns', 'Columns, and what their values look like', columnList),
  {
    ...of('/partitions', 'listPartitions', 'Partitions, with their files and rows', partitionList),
    query: z.strictObject(page),
  },
  {
    ...of('/files', 'listFiles', 'The objects that it is made of, with their receipts', objectList),
    query: z.strictObject(page),
  },
  of('/versions', 'listVersions', 'Versions of its schema, and its snapshots', versionList),
]
