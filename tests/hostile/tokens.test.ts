/** Every route with a scope, by every token that is none: 401 and nothing else. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, readLaptop } from '../../cli/settings.ts'
import { routes } from '../../schemas/routes.ts'
import { type Machine, openMachine } from '../day/machine.ts'
import { openForger } from './forger.ts'

let machine: Machine | undefined
let laptop: Laptop
beforeAll(async () => {
  machine = await openMachine()
  await machine.start()
  laptop = readLaptop() as Laptop
}, 300_000)
afterAll(() => machine?.close())

const callsMin = 1_400
const guarded = routes.filter(({ scope }) => scope !== undefined)
const ids = { object: '0123456789abcdef', id: '00000000-0000-0000-0000-000000000000' }
const pathOf = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name as keyof typeof ids] ?? 'x')

/** As many at once as a laptop's functions take without a queue. */
async function each<T>(all: T[], what: (one: T) => Promise<void>): Promise<void> {
  const left = all.values()
  const worker = async (): Promise<void> => {
    for (const one of left) await what(one)
  }
  await Promise.all([worker(), worker(), worker()])
}

test('none of 1,400 calls comes through, and none is an error of ours', async () => {
  const forged = await openForger(laptop)
  const seen = new Map<string, number>()
  const through: string[] = []
  let calls = 0
  for (const [what, forge] of Object.entries(forged)) {
    const authorization = await forge()
    await each(guarded, async ({ method, path }) => {
      const headers = authorization === undefined ? {} : { authorization }
      const hasBody = method === 'POST' || method === 'PUT'
      const asked = { method, headers, ...(hasBody && { body: '{}' }) }
      const answer = await fetch(`${laptop.api}${pathOf(path)}`, asked)
      const text = await answer.text()
      calls += 1
      const type = /"type":"([^"]*)"/.exec(text)?.[1] ?? ''
      const told = `${answer.status} ${type}`
      seen.set(told, (seen.get(told) ?? 0) + 1)
      const isRefused = /^401 \/problems\/token\.(missing|invalid|expired)$/.test(told)
      const isNamed = !what.includes('expired') || type.endsWith('.expired')
      const isPlain = answer.headers.get('content-type') === 'application/problem+json'
      if (!isRefused || !isNamed || !isPlain) through.push(`${what}: ${method} ${path}: ${told}`)
    })
  }
  console.log(`${calls} calls: ${JSON.stringify(Object.fromEntries(seen))}`)
  expect(through).toEqual([])
  expect(calls).toBeGreaterThanOrEqual(callsMin)
})

test('the laptop’s own token does', async () => {
  const headers = { authorization: `Bearer ${laptop.token}` }
  expect((await fetch(`${laptop.api}/v1/me`, { headers })).status).toBe(200)
  expect((await fetch(`${laptop.api}/v1/datasets`, { method: 'PATCH', headers })).status).toBe(405)
})
