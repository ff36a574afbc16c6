/** What goes wrong in a run, by where it does. */
import type { Fault } from './schedule.ts'

export class Faults {
  private readonly byPlace: Map<string, Fault>

  constructor(faults: Fault[]) {
    this.byPlace = new Map(faults.map((fault) => [placeOf(fault), fault]))
  }

  /** Of the n-th call, worker, event or query of the run. */
  at<Kind extends Fault['kind']>(
    kind: Kind,
    n: number,
  ): Extract<Fault, { kind: Kind }> | undefined {
    return this.byPlace.get(`${kind} ${n}`) as never
  }

  end(): void {
    this.byPlace.clear()
  }
}

function placeOf(fault: Fault): string {
  if ('call' in fault) return `${fault.kind} ${fault.call}`
  if ('swap' in fault) return `${fault.kind} ${fault.swap}`
  if ('query' in fault) return `${fault.kind} ${fault.query}`
  return `${fault.kind} ${'worker' in fault ? fault.worker : fault.event}`
}
