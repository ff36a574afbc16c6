/** An address of mail, by a server that takes it for us. */
import * as z from 'zod'
import { secretName } from '../sources/kind.ts'
import { host, port } from '../sources/messages.ts'
import { format } from './file.ts'
import { destined } from './kind.ts'

export const mail = destined({
  name: 'mail',
  says: 'Mail by a server of SMTP: a message a delivery, with its rows as a file',
  parameters: {
    host,
    port: port.default(587),
    tls: z
      .boolean()
      .default(true)
      .describe('Encrypted or not at all: at once on port 465, else by STARTTLS'),
    user: z.string().min(1).max(200).describe('Where the server wants one').optional(),
    from: z.email().describe('The address that sends'),
    to: z.email().describe('The one that receives; several are a mailing list of the server'),
    subject: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\r\n]*$/, 'one line')
      .describe('What `says` says where absent')
      .optional(),
    format: format.default('csv'),
  },
  secrets: { password: secretName.describe('Of the user').optional() },
})
