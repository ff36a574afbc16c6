/** By the operation ids of the route table. */
import type { Operations } from '../../aws/gateway/handler.ts'
import * as about from './about.ts'
import { listActivity } from './activity/activity.ts'
import { getOverview } from './activity/overview.ts'
import { listChanges } from './datasets/changes.ts'
import { listColumns } from './datasets/columns.ts'
import { getDataset, listDatasets, listPartitions, listVersions } from './datasets/datasets.ts'
import {
  getInterpretation,
  pinInterpretation,
  undoInterpretation,
} from './datasets/interpretation.ts'
import { deleteRetention, getRetention, putRetention } from './datasets/retention.ts'
import { listRows } from './datasets/rows.ts'
import {
  deleteDestination,
  deleteDestinationPlace,
  getDestination,
  getDestinationPlace,
  listDestinations,
  pauseDestination,
  putDestination,
  putDestinationPlace,
  putDestinationState,
  resumeDestination,
} from './destinations/destinations.ts'
import { getContent } from './files/content.ts'
import { createErasure, eraseFile, getErasure } from './files/erasures.ts'
import {
  getObject,
  getQuarantined,
  listFiles,
  listQuarantine,
  retryQuarantined,
} from './files/objects.ts'
import { previewInterpretation } from './files/preview.ts'
import { createUpload, createUploadByQuery, getCursor, putCursor } from './landing/landing.ts'
import {
  deleteSource,
  getSource,
  listSources,
  pauseSource,
  putSource,
  putSourceState,
  resumeSource,
} from './landing/sources.ts'
import {
  createPredictionJob,
  getPredictionJob,
  listPredictionJobs,
} from './predictions/predictionjobs.ts'
import { deleteScoringRule, listScoringRules, putScoringRule } from './predictions/scoringrules.ts'
import { estimateQuery } from './queries/estimate.ts'
import { cancelQuery, getQuery, listQueries, startQuery } from './queries/queries.ts'
import { listResults } from './queries/results.ts'

const all = {
  ...about,
  ...{ getOverview, getContent, estimateQuery },
  ...{ listDatasets, getDataset, listRows, listChanges, listColumns },
  ...{ listPartitions, listFiles, listVersions },
  ...{ startQuery, listQueries, getQuery, cancelQuery, listResults },
  ...{ createUpload, createUploadByQuery, getCursor, putCursor, getObject, listActivity },
  ...{ createPredictionJob, listPredictionJobs, getPredictionJob },
  ...{ listScoringRules, putScoringRule, deleteScoringRule },
  ...{ getRetention, putRetention, deleteRetention },
  ...{ getInterpretation, pinInterpretation, undoInterpretation, previewInterpretation },
  ...{ listSources, getSource, putSource, deleteSource },
  ...{ pauseSource, resumeSource, putSourceState },
  ...{ listDestinations, getDestination, putDestination, deleteDestination },
  ...{ pauseDestination, resumeDestination, putDestinationState },
  ...{ getDestinationPlace, putDestinationPlace, deleteDestinationPlace },
  ...{ createErasure, eraseFile, getErasure },
  ...{ listQuarantine, getQuarantined, retryQuarantined },
}

export const operations = all as unknown as Operations
