/** From the sources that are wanted, and those that a NiFi has, to the steps between them. Pure. */

export interface Wanted {
  name: string
  /** Of its flow and its secrets: another one is another flow. */
  fingerprint: string
  isRunning: boolean
}

export interface Present extends Wanted {
  /** Of the process group. */
  id: string
}

export type Step =
  | { do: 'remove'; name: string; id: string }
  | { do: 'create'; name: string }
  | { do: 'start' | 'stop'; name: string; id: string }

/**
 * What has changed is taken away and made anew: a source's place lies in the API, so a group of NiFi's holds nothing that
 * must stay. What has not changed is not touched. A new group is made stopped: the next plan starts it.
 */
export function stepsOf(wanted: readonly Wanted[], present: readonly Present[]): Step[] {
  const steps: Step[] = []
  const kept = new Set<string>()
  for (const one of present) {
    const should = wanted.find(({ name }) => name === one.name)
    const isSame = should?.fingerprint === one.fingerprint && !kept.has(one.name)
    if (!should || !isSame) {
      steps.push({ do: 'remove', name: one.name, id: one.id })
      continue
    }
    kept.add(one.name)
    if (should.isRunning !== one.isRunning) {
      steps.push({ do: should.isRunning ? 'start' : 'stop', name: one.name, id: one.id })
    }
  }
  for (const { name } of wanted) if (!kept.has(name)) steps.push({ do: 'create', name })
  return steps
}
