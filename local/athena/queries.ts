/** The life of query executions: queued, running, ended; few at once, each stoppable. */
import { athenaQueryTimeoutMs, athenaQueuedMax, athenaRunningMax } from '../../lake/limits.ts'
import { AwsFault } from '../wire/service.ts'
import { AthenaError } from './error.ts'
import type { Identity, QueryExecution, QueryStatus } from './executions.ts'
import { type Outcome, type RunContext, run } from './run.ts'

export interface Queries {
  /** Queues an execution; TooManyRequestsException when too many wait already. */
  submit(execution: QueryExecution, identity: Identity): void
  /** Cancels it; one that has ended stays as it ended. */
  stop(id: string): void
  /** Ends what runs, so that nothing touches the state afterwards. */
  close(): Promise<void>
}

interface Job {
  execution: QueryExecution
  abort: AbortController
  done: Promise<void>
}

const stopped = 'The laptop was stopped while the query was running.'
const cancelled = 'Query cancelled by user'

const ended = (
  State: 'SUCCEEDED' | 'FAILED' | 'CANCELLED',
  reason?: string,
): Pick<QueryStatus, 'State' | 'StateChangeReason' | 'CompletionDateTime'> => ({
  State,
  ...(reason !== undefined && { StateChangeReason: reason }),
  CompletionDateTime: Date.now() / 1000,
})

/** Resumes what waited when the process ended; what was running then has failed. */
export function openQueries(context: RunContext): Queries {
  const { executions } = context
  const waiting: Job[] = []
  const running = new Map<string, Job>()

  function end(execution: QueryExecution, status: Partial<QueryStatus>, outcome?: Outcome) {
    Object.assign(execution.Status, status)
    executions.save({ execution, columns: outcome?.columns ?? [] })
  }

  async function work({ execution, abort }: Job): Promise<void> {
    const { Status } = execution
    const startMs = Date.now()
    Status.State = 'RUNNING'
    executions.save({ execution, columns: [] })
    const timeout = AbortSignal.timeout(athenaQueryTimeoutMs)
    const signal = AbortSignal.any([abort.signal, timeout])
    const statistics = (outcome?: Outcome) => {
      execution.Statistics = statisticsOf(Status, startMs, outcome)
    }
    try {
      const outcome = await run(execution, context, signal)
      statistics(outcome)
      end(execution, ended('SUCCEEDED'), outcome)
    } catch (error) {
      statistics()
      if (abort.signal.reason === stopped) end(execution, failed(new Error(stopped)))
      else if (abort.signal.aborted) end(execution, ended('CANCELLED', cancelled))
      else if (timeout.aborted) end(execution, failed(timedOut))
      else if (isCutoff(error)) end(execution, ended('CANCELLED', error.message))
      else end(execution, failed(error))
    }
  }

  function next() {
    while (running.size < athenaRunningMax) {
      const job = waiting.shift()
      if (!job) return
      const id = job.execution.QueryExecutionId
      running.set(id, job)
      job.done = work(job).finally(() => {
        running.delete(id)
        next()
      })
    }
  }

  function enqueue(execution: QueryExecution) {
    waiting.push({ execution, abort: new AbortController(), done: Promise.resolve() })
    // The answer to StartQueryExecution goes out before the query takes the processor.
    setImmediate(next)
  }

  for (const { execution } of executions.unfinished()) {
    if (execution.Status.State === 'RUNNING') end(execution, failed(new Error(stopped)))
    else enqueue(execution)
  }

  return {
    submit(execution, identity) {
      if (waiting.length >= athenaQueuedMax) {
        throw new AwsFault(
          'TooManyRequestsException',
          'You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account.',
          400,
          { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' },
        )
      }
      executions.add(execution, identity)
      enqueue(execution)
    },
    stop(id) {
      const { execution } = executions.get(id)
      const place = waiting.findIndex((job) => job.execution.QueryExecutionId === id)
      if (place >= 0) {
        waiting.splice(place, 1)
        end(execution, ended('CANCELLED', cancelled))
      }
      running.get(id)?.abort.abort(cancelled)
    },
    async close() {
      waiting.length = 0
      const jobs = [...running.values()]
      for (const { abort } of jobs) abort.abort(stopped)
      await Promise.allSettled(jobs.map(({ done }) => done))
    },
  }
}

const timedOut = new AthenaError({
  code: 'EXCEEDED_TIME_LIMIT',
  message: 'Query timeout',
  category: 2,
  type: 210,
})

const isCutoff = (error: unknown): error is AthenaError =>
  error instanceof AthenaError && error.code === 'BYTES_SCANNED_CUTOFF'

/** A mistake of the user keeps its type; anything else is an internal error, worth another try. */
function failed(error: unknown): Partial<QueryStatus> {
  const message = error instanceof Error ? error.message : String(error)
  const known = error instanceof AthenaError ? error : { category: 1, type: 100 }
  return {
    ...ended('FAILED', message),
    AthenaError: {
      ErrorCategory: known.category,
      ErrorType: known.type,
      Retryable: known.category === 1,
      ErrorMessage: message,
    },
  }
}

function statisticsOf(Status: QueryStatus, startMs: number, outcome?: Outcome) {
  const submittedMs = Math.round(Status.SubmissionDateTime * 1000)
  const endMs = Date.now()
  return {
    EngineExecutionTimeInMillis: endMs - startMs,
    DataScannedInBytes: outcome?.dataScannedBytes ?? 0,
    TotalExecutionTimeInMillis: endMs - submittedMs,
    QueryQueueTimeInMillis: startMs - submittedMs,
    ServicePreProcessingTimeInMillis: 0,
    QueryPlanningTimeInMillis: 0,
    ServiceProcessingTimeInMillis: 0,
    ResultReuseInformation: { ReusedPreviousResult: outcome?.reused ?? false },
  }
}
