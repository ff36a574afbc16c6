/** Mail. No server leaves out what it has had: the Message-ID says that it is the same, and readers' programs show it once. */
import { createTransport } from 'nodemailer'
import { bytesOf, fileOf, typeOf } from './file.ts'
import type { Opened, Peer } from './kind.ts'

const answerMs = 30_000
const atOncePort = 465

export function openMail({ name, definition, secrets }: Opened<'mail'>): Peer {
  const { says = `${definition.dataset} to ${name}`, parameters } = definition
  const { host, port, tls, user, from, to, subject = says, format } = parameters
  const isAtOnce = tls && port === atOncePort
  const transport = createTransport({
    ...{ host: host.replace(/^\[|\]$/g, ''), port, secure: isAtOnce },
    ...(tls ? { requireTLS: !isAtOnce } : { ignoreTLS: true }),
    ...(user && { auth: { user, pass: secrets.password ?? '' } }),
    ...{ connectionTimeout: answerMs, greetingTimeout: answerMs, socketTimeout: answerMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  return {
    async send(delivery) {
      const { id, items, dataset, sequence, until } = delivery
      await transport.sendMail({
        ...{ from, to, subject },
        messageId: `<${id}@hypatia>`,
        headers: { 'X-Hypatia-Delivery': id, 'X-Hypatia-Snapshot': until },
        text: `${items.length} changes of ${dataset}, delivery ${sequence}.\n`,
        attachments: [
          {
            filename: fileOf(delivery, format),
            content: bytesOf(delivery, format),
            contentType: typeOf[format],
          },
        ],
      })
    },
    async check() {
      await transport.verify()
      return `${host} takes mail${user ? ` of ${user}` : ''}.`
    },
    close: async () => transport.close(),
  }
}
