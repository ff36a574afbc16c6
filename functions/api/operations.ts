/** By the operation ids of the route table. */
import type { Operations } from '../../aws/gateway/handler.ts'
import * as about from './about.ts'
import { listActivity } from './activity.ts'
import { listColumns } from './columns.ts'
import { getContent } from './content.ts'
import { getDataset, listDatasets, listPartitions, listVersions } from './datasets.ts'
import { createErasure, eraseFile, getErasure } from './erasures.ts'
import { estimateQuery } from './estimate.ts'
import { getInterpretation, pinInterpretation, undoInterpretation } from './interpretation.ts'
import { createUpload, createUploadByQuery, getCursor, putCursor } from './landing.ts'
import {
  getObject,
  getQuarantined,
  listFiles,
  listQuarantine,
  retryQuarantined,
} from './objects.ts'
import { getOverview } from './overview.ts'
import { createPredictionJob, getPredictionJob, listPredictionJobs } from './predictionjobs.ts'
import { previewInterpretation } from './preview.ts'
import { cancelQuery, getQuery, listQueries, startQuery } from './queries.ts'
import { listResults } from './results.ts'
import { deleteRetention, getRetention, putRetention } from './retention.ts'
import { listRows } from './rows.ts'
import { deleteScoringRule, listScoringRules, putScoringRule } from './scoringrules.ts'
import {
  deleteSource,
  getSource,
  listSources,
  pauseSource,
  putSource,
  putSourceState,
  resumeSource,
} from './sources.ts'

const all = {
  ...about,
  ...{ getOverview, getContent, estimateQuery },
  ...{ listDatasets, getDataset, listRows, listColumns, listPartitions, listFiles, listVersions },
  ...{ startQuery, listQueries, getQuery, cancelQuery, listResults },
  ...{ createUpload, createUploadByQuery, getCursor, putCursor, getObject, listActivity },
  ...{ createPredictionJob, listPredictionJobs, getPredictionJob },
  ...{ listScoringRules, putScoringRule, deleteScoringRule },
  ...{ getRetention, putRetention, deleteRetention },
  ...{ getInterpretation, pinInterpretation, undoInterpretation, previewInterpretation },
  ...{ listSources, getSource, putSource, deleteSource },
  ...{ pauseSource, resumeSource, putSourceState },
  ...{ createErasure, eraseFile, getErasure },
  ...{ listQuarantine, getQuarantined, retryQuarantined },
}

export const operations = all as unknown as Operations
