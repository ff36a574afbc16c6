/** By the operation ids of the route table. */
import * as about from './about.ts'
import { listActivity } from './activity.ts'
import type { Answer, Call } from './call.ts'
import { listColumns } from './columns.ts'
import { getDataset, listDatasets, listPartitions, listVersions } from './datasets.ts'
import { createUpload, getCursor, putCursor } from './landing.ts'
import {
  getObject,
  getQuarantined,
  listFiles,
  listQuarantine,
  retryQuarantined,
} from './objects.ts'
import { cancelQuery, getQuery, listQueries, startQuery } from './queries.ts'
import { listResults } from './results.ts'
import { listRows } from './rows.ts'

const all = {
  ...about,
  ...{ listDatasets, getDataset, listRows, listColumns, listPartitions, listFiles, listVersions },
  ...{ startQuery, listQueries, getQuery, cancelQuery, listResults },
  ...{ createUpload, getCursor, putCursor, getObject, listActivity },
  ...{ listQuarantine, getQuarantined, retryQuarantined },
}

/** Each takes the call as the route table validates it: there is no check beside that one. */
export const operations = all as unknown as Record<
  string,
  ((call: Call) => Promise<Answer>) | undefined
>
