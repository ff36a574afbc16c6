/** The life of query executions: queued, running, ended; few at once, each stoppable. */
import { athenaQueryTimeoutMs, athenaQueuedMax, athenaRunningMax } from '../../lake/limits.ts'
import { AthenaError } from '../../lake/sql/error.ts'
import { AwsFault } from '../wire/service.ts'
import type { Identity, QueryExecution, QueryStatus } from './executions.ts'
import { type Outcome, type RunContext, run } from './run.ts'

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

export class Queries {
  readonly #context: RunContext
  readonly #waiting: Job[] = []
  readonly #running = new Map<string, Job>()

  /** Resumes what waited when the process ended; what was running then has failed. */
  constructor(context: RunContext) {
    this.#context = context
    for (const { execution } of context.executions.unfinished()) {
      if (execution.Status.State === 'QUEUED') this.#enqueue(execution)
      else this.#end(execution, failed(new Error(stopped)))
    }
  }

  /** Queues an execution; TooManyRequestsException when too many wait already. */
  submit(execution: QueryExecution, identity: Identity): void {
    if (this.#waiting.length >= athenaQueuedMax) {
      throw new AwsFault(
        'TooManyRequestsException',
        'You have exceeded the limit for the number of queries you can run concurrently. Please reduce the number of concurrent queries submitted by this account.',
        400,
        { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' },
      )
    }
    this.#context.executions.add(execution, identity)
    this.#enqueue(execution)
  }

  /** Cancels it; one that has ended stays as it ended. */
  stop(id: string): void {
    const { execution } = this.#context.executions.get(id)
    const place = this.#waiting.findIndex((job) => job.execution.QueryExecutionId === id)
    if (place >= 0) {
      this.#waiting.splice(place, 1)
      this.#end(execution, ended('CANCELLED', cancelled))
    }
    this.#running.get(id)?.abort.abort(cancelled)
  }

  /** Ends what runs, so that nothing touches the state afterwards; what waits, waits on. */
  async close(): Promise<void> {
    this.#waiting.length = 0
    const jobs = [...this.#running.values()]
    for (const { abort } of jobs) abort.abort(stopped)
    await Promise.allSettled(jobs.map(({ done }) => done))
  }

  #enqueue(execution: QueryExecution): void {
    this.#waiting.push({ execution, abort: new AbortController(), done: Promise.resolve() })
    // The answer to StartQueryExecution goes out before the query takes the processor.
    setImmediate(() => this.#next())
  }

  #next(): void {
    while (this.#running.size < athenaRunningMax) {
      const job = this.#waiting.shift()
      if (!job) return
      const id = job.execution.QueryExecutionId
      this.#running.set(id, job)
      job.done = this.#work(job).finally(() => {
        this.#running.delete(id)
        this.#next()
      })
    }
  }

  async #work({ execution, abort }: Job): Promise<void> {
    const { Status } = execution
    const startMs = Date.now()
    Status.State = 'RUNNING'
    this.#context.executions.save({ execution, columns: [], rowCount: 0 })
    const timeout = AbortSignal.timeout(athenaQueryTimeoutMs)
    const signal = AbortSignal.any([abort.signal, timeout])
    try {
      const outcome = await run(execution, this.#context, signal)
      execution.Statistics = statisticsOf(Status, startMs, outcome)
      this.#end(execution, ended('SUCCEEDED'), outcome)
    } catch (error) {
      execution.Statistics = statisticsOf(Status, startMs)
      if (abort.signal.reason === stopped) this.#end(execution, failed(new Error(stopped)))
      else if (abort.signal.aborted) this.#end(execution, ended('CANCELLED', cancelled))
      else if (timeout.aborted) this.#end(execution, failed(timedOut))
      else if (isCutoff(error)) this.#end(execution, ended('CANCELLED', error.message))
      else this.#end(execution, failed(error))
    }
  }

  #end(execution: QueryExecution, status: Partial<QueryStatus>, outcome?: Outcome): void {
    Object.assign(execution.Status, status)
    const { columns = [], rowCount = 0 } = outcome ?? {}
    this.#context.executions.save({ execution, columns, rowCount })
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
    ...(outcome?.manifest !== undefined && { DataManifestLocation: outcome.manifest }),
    ResultReuseInformation: { ReusedPreviousResult: outcome?.reused ?? false },
  }
}
