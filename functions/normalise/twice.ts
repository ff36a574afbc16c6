/** Whose fault it is that DuckDB does not make a data file of an object: what it says twice, alone, is the object's. */
import { join } from 'node:path'
import { environment } from '../../aws/environment.ts'
import { duckdbTimeoutMs, memoryAttemptsMax } from '../../lake/limits.ts'
import { Quarantined, type Reason } from '../../lake/problem.ts'
import { literal } from '../../lake/schema/spelling.ts'
import {
  type Death,
  DuckdbDied,
  DuckdbRefused,
  type Engine,
  memoryOf,
} from '../../layers/duckdb/engine.ts'

/** What ended or refused DuckDB may have been another's fault: it is done once more, alone and with less, and then it is its own. */
export async function twice<T>(
  engine: Engine,
  folder: string,
  attempts: number,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  try {
    return await work(engine)
  } catch (error) {
    if (!mayBeItsOwn(error)) throw error
  }
  return engine.alone(async (careful) => {
    try {
      return await work(careful)
    } catch (error) {
      if (!mayBeItsOwn(error) || isOfDisk(error)) throw error
      if (!(error instanceof DuckdbDied) || error.death === 'crash') await probe(careful, folder)
      const reason = reasonOf(error, attempts)
      throw reason ? new Quarantined(reason, { cause: error }) : error
    }
  })
}

const ownDeaths: ReadonlySet<Death> = new Set(['memory', 'crash', 'time'])

const mayBeItsOwn = (error: unknown): error is DuckdbDied | DuckdbRefused =>
  error instanceof DuckdbDied ? ownDeaths.has(error.death) : error instanceof DuckdbRefused

/** As the system says it, through DuckDB's mouth: a disk has room another time. */
const isOfDisk = ({ message }: Error): boolean =>
  /No space left|Disk quota|Too many open files|max_temp_directory_size/i.test(message)

/** Where DuckDB cannot even do this, the object is not to blame, and comes again. */
async function probe(engine: Engine, folder: string): Promise<void> {
  const path = literal(join(folder, 'probe.parquet'))
  await engine.run(
    `COPY (SELECT range AS n FROM range(10000)) TO ${path} (FORMAT parquet)`,
    `SELECT count(*) FROM read_parquet(${path})`,
  )
}

/** Undefined: the machine, or our SQL, may be to blame, and do another time. */
function reasonOf(error: DuckdbDied | DuckdbRefused, attempts: number): Reason | undefined {
  const words = wordsOf(error)
  const isLast = attempts >= memoryAttemptsMax
  if (error instanceof DuckdbRefused) {
    return isOfOurSql.test(error.message) && !isLast ? undefined : refused(words)
  }
  if (error.death === 'crash') {
    return {
      code: 'duckdb.crashed',
      detail: `Reading the file ended DuckDB twice: ${words}`,
      remedy: 'Send the file in smaller parts, or with less nesting.',
    }
  }
  if (!isLast) return undefined
  return error.death === 'memory' ? tooLarge(words, attempts) : tooSlow(attempts)
}

/** One that was made wrong may be mended while the object waits. */
const isOfOurSql = /^(Parser|Catalog|Interrupt)( Error|$)/

export const wordsOf = ({ message }: Error): string =>
  (message.split('\n')[0] ?? '').replaceAll(/\/\S*\/object-\S+/g, 'the file').slice(0, 300)

export const refused = (words: string): Reason => ({
  code: 'duckdb.refused',
  detail: `DuckDB cannot read the file as it was understood: ${words}`,
  remedy: 'Check the file where the message points, and land it again.',
})

function tooLarge(words: string, attempts: number): Reason {
  const heldMiB = Math.round(memoryOf(environment.memoryBytes()) / 1024 ** 2)
  return {
    code: 'machine.memory',
    detail: `Reading the file alone wants more memory than this machine has: DuckDB may hold ${heldMiB} MiB here, and was ended for want of memory in ${attempts} attempts, with one thread and half of that too: ${words}`,
    remedy: 'Send the file in smaller parts, or give the function more memory, and retry it.',
  }
}

const tooSlow = (attempts: number): Reason => ({
  code: 'machine.time',
  detail: `Reading the file alone took DuckDB longer than ${duckdbTimeoutMs / 1000} s in ${attempts} attempts.`,
  remedy: 'Send the file in smaller parts, and retry it.',
})
