import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import '../seed.ts'
import { type Present, type Step, stepsOf, type Wanted } from '../../nifi/engine/plan.ts'

const fingerprints = fc.constantFrom('a', 'b', 'in the making')
const names = fc.constantFrom('shop', 'crm', 'x')
const one = fc.record({ name: names, fingerprint: fingerprints, isRunning: fc.boolean() })
const wanted = fc.uniqueArray(one, { selector: ({ name }) => name, maxLength: 3 })
const present = fc
  .array(one, { maxLength: 5 })
  .map((list) => list.map((group, i) => ({ ...group, id: String(i) })))

/** What a NiFi has after the steps. */
function taken(steps: Step[], wants: Wanted[], has: Present[], round: number): Present[] {
  let now = has
  for (const step of steps) {
    const fingerprint = wants.find(({ name }) => name === step.name)?.fingerprint ?? ''
    if (step.do === 'remove') now = now.filter(({ id }) => id !== step.id)
    else if (step.do === 'create') {
      now = [
        ...now,
        { name: step.name, fingerprint, isRunning: false, id: `${round} ${step.name}` },
      ]
    } else {
      const isRunning = step.do === 'start'
      now = now.map((group) => (group.id === step.id ? { ...group, isRunning } : group))
    }
  }
  return now
}

test('two rounds lead from whatever is there to what is wanted, and no step touches what is so already', () => {
  fc.assert(
    fc.property(wanted, present, (wants, has) => {
      const isSo = ({ name, fingerprint, isRunning }: Present) =>
        wants.some(
          (want) => JSON.stringify(want) === JSON.stringify({ name, fingerprint, isRunning }),
        )
      const first = stepsOf(wants, has)
      for (const want of wants) {
        const own = has.filter(({ name }) => name === want.name)
        if (own.length === 1 && isSo(own[0]!))
          expect(first.filter(({ name }) => name === want.name)).toEqual([])
      }
      const once = taken(first, wants, has, 1)
      const twice = taken(stepsOf(wants, once), wants, once, 2)
      expect(stepsOf(wants, twice)).toEqual([])
      const names = (list: { name: string }[]) => list.map(({ name }) => name).sort()
      expect(names(twice)).toEqual(names(wants))
      expect(twice.every(isSo)).toBe(true)
    }),
  )
})
