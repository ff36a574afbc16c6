/**
 * Topics of an MQTT broker, at QoS 1, in version 5 of the protocol. Spoken by packets, for the clients that there are
 * acknowledge a message before they give the next one, and an object is of many.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet'
import type { ParametersOf } from '../definitions.ts'
import { Inbox } from '../gather.ts'
import type { Opened, Peer } from '../kind.ts'
import { type Delivery, queued } from '../queue.ts'
import { rowOf } from '../row.ts'

const protocolVersion = 5
const keepAliveSeconds = 30
const answerMs = 20_000
const failedFrom = 0x80 // reason codes
const subscription = 1 // the one packet of ours that has an id

type Parameters = ParametersOf<'mqtt'>
type MqttDelivery = Delivery & { messageId: number | undefined }

export async function openMqtt(opened: Opened<Parameters>): Promise<Peer> {
  const { name, dataset, parameters, place } = opened
  const { topics, gather, value } = parameters
  const inbox = new Inbox<MqttDelivery>()
  const line = await lineTo(parameters, inbox)
  line.onPublish = (packet) => inbox.push(deliveryOf(packet, value))
  try {
    const connack = await line.ask(connectPacket(opened), 'connack')
    const code = connack.cmd === 'connack' ? (connack.reasonCode ?? 0) : failedFrom
    if (code >= failedFrom) throw new Error(`the broker refuses the connection: reason ${code}`)
    const subscriptions = topics.map((topic) => ({ topic, qos: 1 as const, rh: 1 })) // what is retained comes once
    const subscribe = { cmd: 'subscribe' as const, messageId: subscription, subscriptions }
    const suback = await line.ask(subscribe, 'suback')
    const granted = suback.cmd === 'suback' ? suback.granted.map(Number) : []
    const refused = topics.filter((_, i) => (granted[i] ?? failedFrom) >= failedFrom)
    if (refused.length > 0) throw new Error(`the broker refuses ${refused.join(', ')}`)
  } catch (error) {
    line.close()
    throw error
  }
  const queue = {
    isLate: false, // a session goes on with what was not acknowledged (MQTT 5, 4.4)
    take: (max: number, waitMs: number, signal: AbortSignal) => inbox.take(max, waitMs, signal),
    async settle(deliveries: MqttDelivery[]): Promise<void> {
      for (const { messageId } of deliveries)
        if (messageId !== undefined) line.say({ cmd: 'puback', messageId })
      await line.ask({ cmd: 'pingreq' }, 'pingresp') // it reads in order: then it has read these
    },
    close: async () => line.close(),
  }
  return queued(queue, { name, dataset, place, gather })
}

function connectPacket({ name, parameters, secrets }: Opened<Parameters>): Packet {
  const { client, keep, user, gather } = parameters
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion,
    clientId: client ?? `hypatia-${name}`,
    clean: false,
    keepalive: keepAliveSeconds,
    ...(user !== undefined && { username: user, password: Buffer.from(secrets.password ?? '') }),
    properties: { sessionExpiryInterval: keep, receiveMaximum: gather.items },
  }
}

function deliveryOf(packet: IPublishPacket, as: Parameters['value']): MqttDelivery {
  const { topic, retain, dup, messageId, qos } = packet
  const payload = Buffer.from(packet.payload)
  const said = { topic, retained: retain, received_at: new Date().toISOString() }
  // Two that say the same are two: what is brought again has its packet's id again (MQTT 5, 4.4).
  const hash = createHash('sha256').update(`${messageId} ${topic}\0`).update(payload)
  return {
    id: hash.digest('base64url').slice(0, 16),
    isAgain: dup,
    row: rowOf(said, payload, as),
    bytes: payload.length + topic.length,
    messageId: qos > 0 ? messageId : undefined,
  }
}

interface Line {
  onPublish: (packet: IPublishPacket) => void
  say(packet: Packet): void
  /** The next packet of the kind. Throws where the broker ends the connection, or says nothing for too long. */
  ask(packet: Packet, answer: Packet['cmd']): Promise<Packet>
  close(): void
}

async function lineTo({ host, port, tls }: Parameters, inbox: Inbox<MqttDelivery>): Promise<Line> {
  const socket: Socket = tls
    ? connectTls({ host, port, servername: host })
    : connect({ host, port })
  socket.on('error', () => {}) // also one that comes when nobody waits any more
  try {
    const signal = AbortSignal.timeout(answerMs)
    await once(socket, tls ? 'secureConnect' : 'connect', { signal })
  } catch (error) {
    socket.destroy()
    throw error
  }
  const waiting = new Map<Packet['cmd'], ((outcome: Packet | Error) => void)[]>()
  const fail = (error: Error): void => {
    inbox.fail(error)
    for (const waiters of waiting.values()) for (const tell of waiters.splice(0)) tell(error)
    socket.destroy()
  }
  const line: Line = {
    onPublish() {},
    say: (packet) => void socket.write(generate(packet, { protocolVersion })),
    async ask(packet, answer) {
      const outcome = new Promise<Packet | Error>((resolve) => {
        waiting.set(answer, [...(waiting.get(answer) ?? []), resolve])
      })
      if (socket.destroyed) throw new Error('the connection has ended')
      line.say(packet)
      const late = setTimeout(() => fail(new Error(`the broker does not answer`)), answerMs)
      const said = await outcome
      clearTimeout(late)
      if (said instanceof Error) throw said
      return said
    },
    close() {
      clearInterval(beat)
      socket.destroy()
    },
  }
  const beat = setInterval(
    () => void line.ask({ cmd: 'pingreq' }, 'pingresp').catch(() => {}),
    (keepAliveSeconds * 1_000) / 2,
  )
  const packets = parser({ protocolVersion })
  packets.on('packet', (packet: Packet) => {
    if (packet.cmd === 'publish') return line.onPublish(packet)
    if (packet.cmd === 'disconnect')
      return fail(new Error(`the broker ends the connection: reason ${packet.reasonCode}`))
    waiting.get(packet.cmd)?.shift()?.(packet)
  })
  packets.on('error', fail)
  socket.on('data', (bytes) => void packets.parse(bytes))
  socket.on('error', fail)
  socket.on('close', () => {
    clearInterval(beat)
    fail(new Error('the broker has closed the connection'))
  })
  return line
}
