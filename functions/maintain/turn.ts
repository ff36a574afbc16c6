/**
 * A turn of an erasure: what it works through has an order, and where the turn ends before that does, the record says
 * after what the next one goes on.
 */
import { environment } from '../../aws/environment.ts'
import { changeRecord } from '../../aws/records.ts'
import { erasureKey, isOfTurn } from '../../lake/maintain/erasure.ts'
import { type Erasure, erasureSteps } from '../../schemas/erasure.ts'

export type Step = (typeof erasureSteps)[number]

export type Counts = Partial<Record<'files' | 'records' | 'foreign', number>>

export interface Turn {
  /** After what the step goes on: undefined where it is done already, empty where it begins. */
  from(step: Step): string | undefined
  /** Whether it is time that the next one goes on. */
  isOver(): boolean
  /**
   * Does one after another, in the order of their names' bytes, those after `from`; `work` answers what it took away. False where
   * the turn ended before them.
   */
  walk<T>(
    step: Step,
    things: Iterable<T> | AsyncIterable<T>,
    nameOf: (thing: T) => string,
    work: (thing: T) => Promise<Counts | undefined>,
  ): Promise<boolean>
}

export function turnOf(erasure: Erasure): Turn {
  const { at } = erasure
  const until = Date.now() + environment.erasureTurnMs()
  const from: Turn['from'] = (step) => {
    const [present, after] = at ?? []
    const order = erasureSteps.indexOf(step) - (present ? erasureSteps.indexOf(present) : 0)
    if (order < 0) return undefined
    return order === 0 ? (after ?? '') : ''
  }
  const isOver = (): boolean => Date.now() >= until
  return {
    from,
    isOver,
    async walk(step, things, nameOf, work) {
      const after = from(step)
      if (after === undefined) return true
      const counts = { files: 0, records: 0, foreign: 0 }
      for await (const thing of things) {
        const name = nameOf(thing)
        if (after !== '' && Buffer.compare(Buffer.from(name), Buffer.from(after)) <= 0) continue
        const { files = 0, records = 0, foreign = 0 } = (await work(thing)) ?? {}
        counts.files += files
        counts.records += records
        counts.foreign += foreign
        if (!isOver()) continue
        await told(erasure, counts, [step, name])
        return false
      }
      if (counts.files + counts.records + counts.foreign > 0) await told(erasure, counts)
      return true
    },
  }
}

async function told(
  begun: Erasure,
  { files, records, foreign }: Required<Counts>,
  at?: [Step, string],
): Promise<void> {
  await changeRecord<Erasure>(environment.workBucket(), erasureKey(begun.id), (present) => {
    if (!present || present.state === 'done') return undefined
    const { counts } = present
    return {
      ...present,
      ...(at && isOfTurn(present, begun) && { at }),
      counts: {
        ...counts,
        files: counts.files + files,
        records: counts.records + records,
        foreign: (counts.foreign ?? 0) + foreign,
      },
    }
  })
}
