/** Mail, to a server of SMTP of the test's own that keeps what it takes. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openSender, type Sender, stands } from './sender.ts'

const taken: string[] = []
/** Of the next recipients; then all are known. */
const refusals: string[] = []
const sockets = new Set<Socket>()

/** https://www.rfc-editor.org/rfc/rfc5321, as far as one sender needs it. */
const server = createServer((socket) => {
  sockets.add(socket)
  let text = ''
  let isData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  say('220 test')
  socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
    const end = () => (isData ? '\r\n.\r\n' : '\r\n')
    while (text.includes(end())) {
      const [line = ''] = text.split(end(), 1)
      text = text.slice(line.length + end().length)
      if (isData) taken.push(line)
      const [verb = ''] = line.toUpperCase().split(/[ :]/)
      const answer = isData ? '250 taken' : answerTo(verb)
      isData = !isData && verb === 'DATA'
      say(answer)
      if (answer.startsWith('221')) socket.end()
    }
  })
})

function answerTo(verb: string): string {
  if (verb === 'RCPT') return refusals.shift() ?? '250 known'
  if (verb === 'DATA') return '354 go on'
  return verb === 'QUIT' ? '221 bye' : '250 test'
}

interface Mail {
  id: string
  headers: string
  file: string
}

/** Each once. */
function mails(): Mail[] {
  const found = taken.map((text): Mail => {
    const [headers = '', ...rest] = text.split('\r\n\r\n')
    const part = rest.find((_, i) => /Content-Disposition: attachment/.test(rest[i - 1] ?? ''))
    const encoded = (part ?? '').split('\r\n--')[0] ?? ''
    const isBase64 = rest.some((one) => /attachment/.test(one) && /: base64/.test(one))
    const file = isBase64 ? Buffer.from(encoded, 'base64').toString() : encoded
    const [, id = ''] = /Message-ID: (\S+)/i.exec(headers) ?? []
    return { id, headers, file }
  })
  return [...new Map(found.map((mail) => [mail.id, mail])).values()]
}

const idsOf = ({ file }: Mail): number[] => file.trim().split(/\r?\n/).slice(1).map(Number)

let port = 0
let sender: Sender
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
  sender = await openSender()
}, 240_000)
afterAll(async () => {
  await sender?.close()
  server.close()
})

const definition = (more: object, parameters: object = {}) => ({
  kind: 'mail',
  says: 'Orders of the shop',
  parameters: {
    ...{ host: '127.0.0.1', port, tls: false },
    ...{ from: 'lake@example.com', to: 'office@example.com', ...parameters },
  },
  ...more,
})

test('each row is in one mail, which has its Message-ID again where it is sent again', async () => {
  await sender.define('office', definition({ dataset: 'shop_orders', batch: 20 }))
  const has = async () => mails().flatMap(idsOf)
  const away = async () => {
    const closed = new Promise((done) => server.close(done))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const back = async () => void (await once(server.listen(port, '127.0.0.1'), 'listening'))
  await stands(sender, 'office', 'orders', { has, away, back })
  const { headers, id } = mails().at(-1)!
  expect(id).toMatch(/^<[0-9a-f]{32}@hypatia>$/)
  expect(headers).toMatch(/^Subject: Orders of the shop$/m)
  expect(headers).toMatch(/^To: office@example.com$/m)
})

test('an address that the server does not know is told, and a server without TLS has nothing', async () => {
  refusals.push('550 no such mailbox')
  await sender.define('gone', definition({ dataset: 'shop_orders', batch: 10_000 }))
  await sender.fails('gone', /550 no such mailbox/)
  await sender.isSent('gone')
  const before = taken.length
  await sender.define('safe', definition({ dataset: 'shop_orders' }, { tls: true }))
  await sender.fails('safe', /STARTTLS|TLS/)
  expect(taken).toHaveLength(before)
})
