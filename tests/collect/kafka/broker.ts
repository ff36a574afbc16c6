/** One broker of Apache Kafka on the loopback, of Maven Central's artifacts: once a machine, then it lies in the cache. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findJava } from '../../../nifi/engine/java.ts'

const version = '3.9.1'
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hypatia-kafka')
const place = join(cache, version)
const bootMs = 120_000
const pollMs = 250

/** What this machine lacks for it, in words. */
export function lacking(): string | undefined {
  if (!findJava()) return 'no Java'
  const isHere = existsSync(place) || spawnSync('mvn', ['--version']).status === 0
  return isHere ? undefined : 'no Maven'
}

function assemble(): void {
  if (existsSync(place)) return
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'assembling-'))
  const pom = join(import.meta.dirname, 'pom.xml')
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${work}`]
  const fetch = () => spawnSync('mvn', ['-q', '-B', '-f', pom, ...goal], { encoding: 'utf8' })
  let fetched = fetch()
  for (let again = 0; fetched.status !== 0 && again < 2; again++) fetched = fetch() // it goes on where it was
  if (fetched.status !== 0) throw new Error(`Maven could not fetch Kafka: ${fetched.stdout}`)
  if (!existsSync(place)) renameSync(work, place)
}

export interface Broker {
  address: string
  close(): Promise<void>
}

export async function startBroker(ports: [number, number]): Promise<Broker> {
  assemble()
  const home = mkdtempSync(join(tmpdir(), 'hypatia-kafka-'))
  const [port, controller] = ports
  const properties = join(home, 'server.properties')
  writeFileSync(properties, propertiesOf(home, port, controller))
  const java = join(findJava() ?? '', 'bin', 'java')
  const options = ['-Xmx256m', '-cp', `${place}/*`]
  execFileSync(java, [
    ...options,
    ...['kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', properties],
  ])
  const broker = spawn(java, [...options, 'kafka.Kafka', properties], { stdio: 'ignore' })
  await listening(broker, port)
  return {
    address: `127.0.0.1:${port}`,
    async close() {
      if (broker.exitCode === null) {
        const exit = once(broker, 'exit')
        broker.kill('SIGKILL')
        await exit
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const propertiesOf = (home: string, port: number, controller: number): string => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
log.dirs=${home}/log
num.partitions=3
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
`

async function listening(broker: ChildProcess, port: number): Promise<void> {
  for (const until = Date.now() + bootMs; Date.now() < until; await sleep(pollMs)) {
    if (broker.exitCode !== null) throw new Error(`Kafka ended with ${broker.exitCode}`)
    const socket = connect(port, '127.0.0.1')
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (isUp) return
  }
  throw new Error(`Kafka does not listen after ${bootMs} ms`)
}
