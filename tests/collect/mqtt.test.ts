/** Topics of a real mosquitto. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Peer } from '../../containers/collect/kind.ts'
import { openMqtt } from '../../containers/collect/kinds/mqtt.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { freePort } from '../day/machine.ts'
import { type Collector, openCollector, stands } from './collector.ts'

const places = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
const isHere = ['mosquitto', 'mosquitto_pub'].every(
  (program) => spawnSync('which', [program], { env: places }).status === 0,
)
const { skip } = test
const where = isHere ? test : skip
const home = mkdtempSync(join(tmpdir(), 'hypatia-mqtt-'))
let port = 0
let broker: ChildProcess | undefined
let collector: Collector

beforeAll(async () => {
  if (!isHere) return
  port = await freePort()
  const settings = join(home, 'mosquitto.conf')
  writeFileSync(settings, `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`)
  broker = spawn('mosquitto', ['-c', settings], { env: places, stdio: 'ignore' })
  collector = await openCollector()
}, 120_000)
afterAll(async () => {
  await collector?.close()
  if (broker && broker.exitCode === null) {
    broker.kill('SIGKILL')
    await once(broker, 'exit')
  }
  rmSync(home, { recursive: true, force: true })
})

async function publish(topic: string, lines: string[], more: string[] = []): Promise<void> {
  const address = ['-h', '127.0.0.1', '-p', String(port), '-q', '1', '-t', topic]
  const client = spawn('mosquitto_pub', [...address, ...more, '-l'], {
    env: places,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  const exit = once(client, 'exit')
  client.stdin.end(lines.map((line) => `${line}\n`).join(''))
  expect((await exit)[0]).toBe(0)
}

where('every message of a topic that was published at QoS 1 is a row, once', async () => {
  await publish('plant/first/celsius', ['{"id":-1}'], ['-r']) // retained: it comes once, however often we come back
  await collector.define('plant', {
    kind: 'mqtt',
    dataset: 'readings',
    parameters: { host: '127.0.0.1', port, topics: ['plant/#'], gather: { seconds: 0.3 } },
  })
  collector.begin()
  await collector.runs('plant') // from now on the broker keeps what comes
  await collector.end()
  const sent = await stands(collector, {
    send: (ids) =>
      publish(
        'plant/7/celsius',
        ids.map((id) => JSON.stringify({ id })),
      ),
    ids: 'SELECT value.id FROM lake.plant_readings WHERE value.id >= 0',
  })
  await publish('plant/ä b/celsius', ['no json', '{"id":1e3}'])
  await publish('elsewhere', ['{"id":5}'])
  const reasons = await collector.values('SELECT reason FROM lake.plant_readings_refused', 1)
  expect(reasons).toEqual([expect.stringMatching('not JSON')])
  await collector.values('SELECT topic FROM lake.plant_readings', sent.length + 2)
  const odd = "SELECT topic FROM lake.plant_readings WHERE topic LIKE 'plant/ä%' OR retained"
  const topics = await collector.values(odd, 2)
  expect(topics.toSorted()).toEqual(['plant/first/celsius', 'plant/ä b/celsius'])
})

const opened = (name: string, said: object) => {
  const parameters = { port, topics: [`${name}/#`], gather: { seconds: 0.3 }, host: '127.0.0.1' }
  const definition = sourceDefinition.parse({
    kind: 'mqtt',
    dataset: 'readings',
    parameters: { ...parameters, ...said },
  })
  if (definition.kind !== 'mqtt') throw new Error('it is mqtt')
  const known = { name, dataset: 'readings', everyMs: 0, secrets: {} }
  return { ...known, parameters: definition.parameters }
}

where(
  'a message that says what an earlier one said is none that came again',
  async () => {
    const valve = opened('valve', { gather: { items: 3, seconds: 20 } })
    const three = ['21.5', '21.5', '21.5']
    const next = async ({ next }: Peer) => {
      for (;;) {
        const batch = await next(new AbortController().signal)
        if (batch) return { ...batch, text: await batch.parts[0]?.content.text() }
      }
    }
    const first = await openMqtt({ ...valve, place: undefined })
    await publish('valve/1', three)
    const landed = await next(first)
    await landed.settle()
    await publish('valve/1', three)
    expect((await next(first)).text).toMatch(/^(.*21\.5\}\n){3}$/)
    await first.close() // before they have landed
    const second = await openMqtt({ ...valve, place: landed.place })
    expect((await next(second)).text).toMatch(/^(.*21\.5\}\n){3}$/)
    await second.close()
  },
  60_000,
)

test('a broker that says nothing is left alone, and what it does later ends nobody', async () => {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const silent = { port: (server.address() as AddressInfo).port, tls: true }
  const late = new AbortController()
  const limit = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal)
  const came = once(server, 'connection')
  came.then(() => late.abort())
  const asked = openMqtt({ ...opened('silent', silent), place: undefined })
  await expect(asked).rejects.toThrow('aborted')
  limit.mockRestore()
  const [socket] = (await came) as [Socket]
  await once(socket.on('error', () => {}).resume(), 'close')
  server.close()
}, 60_000)
