/** A table of PostgreSQL, MySQL or MariaDB. */
import * as z from 'zod'
import { period, polled, secretName } from './kind.ts'
import { host, port, tls } from './messages.ts'

const polledTable = polled({
  name: 'database',
  runner: 'collect',
  says: 'A table or a question of PostgreSQL, MySQL or MariaDB: all of it each time, or what was written since',
  parameters: {
    engine: z.enum(['postgresql', 'mysql']).default('postgresql').describe('`mysql`: MariaDB too'),
    host,
    port: port.describe('5432, of `mysql` 3306 where absent').optional(),
    database: z.string().min(1).max(63),
    user: z.string().min(1).max(63),
    tls: tls.default(true),
    table: z
      .string()
      .min(1)
      .max(200)
      .describe('As SQL writes it: `orders`, `shop.orders`, `"Order Lines"`')
      .optional(),
    query: z.string().min(1).max(10_000).describe('A SELECT, in place of a table').optional(),
    read: z
      .enum(['all', 'changes', 'watermark'])
      .default('all')
      .describe(
        '`all`: one object, which each run replaces. `changes`: rows that were inserted or updated since, as they then are; never a deletion. `watermark`: rows of which `column` has grown since',
      ),
    timeline: z
      .int()
      .min(1)
      .describe(
        'With `changes`: after a failover without loss, the database’s timeline that is gone on with',
      )
      .optional(),
    column: z
      .string()
      .min(1)
      .max(64)
      .describe(
        'With `watermark`: a whole number, a datetime or a timestamp that grows with each row or change',
      )
      .optional(),
    lag: period
      .default('1 min')
      .describe(
        'With `watermark`: how long a transaction may take from its value of `column` to its commit',
      ),
  },
  secrets: { password: secretName.describe('Of the user').optional() },
})

const parameters = polledTable.definition.shape.parameters.superRefine(
  ({ engine, table, query, read, column }, { addIssue }) => {
    const say = (at: string, message: string): void =>
      addIssue({ code: 'custom', path: [at], message })
    if (table === undefined && query === undefined) say('table', 'what is read: `table` or `query`')
    if (table !== undefined && query !== undefined) say('query', 'either this or `table`')
    if (query !== undefined && read !== 'all')
      say('read', 'of a `table` only, whose rows themselves say when they were written')
    if (engine === 'mysql' && read === 'changes')
      say('read', 'MySQL does not say which transaction wrote a row: `watermark`')
    if (engine === 'postgresql' && read === 'watermark')
      say(
        'read',
        'PostgreSQL says itself what was written since, and no late commit is lost: `changes`',
      )
    if ((read === 'watermark') !== (column !== undefined))
      say('column', 'with `read: watermark`, and only with it: the column that grows')
  },
)

export const database = {
  ...polledTable,
  definition: polledTable.definition.extend({ parameters }),
}
