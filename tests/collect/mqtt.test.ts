/** Topics of a real mosquitto. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
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
