/** What lies in the work bucket for a time. */
import {
  activityAgeMsMax,
  athenaHistoryMsMax,
  jobAgeMsMax,
  queryResultAgeMsMax,
} from '../limits.ts'
import { jobMarks, jobs } from '../predict/job.ts'
import { ownedQueries } from '../queryowner.ts'

/** How long each lives, by its prefix. A bucket's own lifecycle says the same of the first two, where there is one. */
export const lives: { prefix: string; ageMsMax: number }[] = [
  { prefix: 'athena/', ageMsMax: queryResultAgeMsMax },
  { prefix: 'activity/', ageMsMax: activityAgeMsMax },
  { prefix: jobs, ageMsMax: jobAgeMsMax },
  { prefix: ownedQueries, ageMsMax: athenaHistoryMsMax },
  { prefix: jobMarks, ageMsMax: jobAgeMsMax },
]
