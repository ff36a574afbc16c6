/** Workers that die: each once, after another call to AWS, in a dataset of its own. */
import { expect } from '@jest/globals'
import type { FunctionName } from '../flow/bundles.ts'
import type { House, Worker } from '../flow/house.ts'
import { type DeathGate, openDeathGate } from './deathgate.ts'

/** More than any function makes for a first object: the last ones end alive. */
export const callsMax = { catalog: 18, normalise: 18, commit: 15 }

interface Doomed {
  name: FunctionName
  dataset: string
  gate: DeathGate
  worker: Worker
  died: boolean
}

/** One dataset for each death; its function's first delivery goes to the worker that dies. */
async function doomed(house: House, name: FunctionName, deadlyCall: number): Promise<Doomed> {
  const it: Doomed = { name, dataset: `${name}${deadlyCall}`, died: false } as Doomed
  it.gate = await openDeathGate(house.laptop.endpoint, deadlyCall, () => {
    it.died = true
    it.worker.kill()
  })
  it.worker = house.worker(it.gate.endpoint)
  return it
}

/** The dataset that a message is about: by its key, where it names one. */
const datasetOf = (body: string): string => /"key":"s\/(\w+)\//.exec(body)?.[1] ?? ''

/** `land` is called for each dataset; then the queues are carried until all is quiet. */
export async function dieEverywhere(
  house: House,
  land: (dataset: string) => unknown,
  calls: Partial<Record<FunctionName, number>> = callsMax,
  of: (body: string) => string = datasetOf,
): Promise<Doomed[]> {
  const waiting = new Map<string, () => Promise<Doomed>>()
  for (const [name, most] of Object.entries(calls) as [FunctionName, number][]) {
    for (let call = 1; call <= most; call++) {
      waiting.set(`${name} ${name}${call}`, () => doomed(house, name, call))
      await land(`${name}${call}`)
    }
  }
  const ended: Doomed[] = []
  await house.settle({
    async instead(name, body) {
      const dataset = of(body)
      const doom = waiting.get(`${name} ${dataset}`)
      waiting.delete(`${name} ${dataset}`)
      const it = await doom?.()
      if (it) ended.push(it)
      return it?.worker
    },
  })
  expect([...waiting.keys()]).toEqual([])
  for (const { gate } of ended) gate.close()
  return ended
}
