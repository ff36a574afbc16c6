/** A table of PostgreSQL. */
import * as z from 'zod'
import { polled, secretName } from './kind.ts'
import { host, port, tls } from './messages.ts'

const polledTable = polled({
  name: 'database',
  runner: 'collect',
  says: 'A table or a question of PostgreSQL: all of it each time, or what was written since',
  parameters: {
    engine: z.literal('postgresql').default('postgresql'),
    host,
    port: port.default(5432),
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
      .enum(['all', 'changes'])
      .default('all')
      .describe(
        '`all`: one object, which each run replaces. `changes`: rows that were inserted or updated since, as they then are; never a deletion',
      ),
  },
  secrets: { password: secretName.describe('Of the user').optional() },
})

const parameters = polledTable.definition.shape.parameters.superRefine(
  ({ table, query, read }, { addIssue }) => {
    const say = (at: string, message: string): void =>
      addIssue({ code: 'custom', path: [at], message })
    if (table === undefined && query === undefined) say('table', 'what is read: `table` or `query`')
    if (table !== undefined && query !== undefined) say('query', 'either this or `table`')
    if (query !== undefined && read === 'changes')
      say('read', 'of a `table` only, whose rows themselves say when they were written')
  },
)

export const database = {
  ...polledTable,
  definition: polledTable.definition.extend({ parameters }),
}
