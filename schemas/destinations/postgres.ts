/** A table of PostgreSQL. */
import * as z from 'zod'
import { secretName } from '../sources/kind.ts'
import { host, port, tls } from '../sources/messages.ts'
import { destined } from './kind.ts'

const name = z.string().min(1).max(63)

export const postgres = destined({
  name: 'postgres',
  says: 'A table of PostgreSQL: rows and how far they are, in one transaction',
  parameters: {
    host,
    port: port.default(5_432),
    database: name,
    user: name,
    tls: tls.default(true),
    table: z
      .string()
      .min(1)
      .max(200)
      .describe(
        'As SQL writes it: orders, shop.orders, "Order Lines"; it has the columns that are sent',
      ),
    place: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/, 'the name of a table')
      .default('hypatia_destinations')
      .describe(
        'The table that says how far each destination is; it is made where it is not there',
      ),
  },
  secrets: { password: secretName.describe('Of the user').optional() },
})
