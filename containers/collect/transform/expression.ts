/** An expression of JSONata over a row. https://docs.jsonata.org */
import jsonata from 'jsonata'
import { Pattern } from './pattern.ts'
import { Failing, Refused } from './refused.ts'
import { computable, type Row } from './value.ts'

/** Of one row: an expression may go round for ever. Nothing else goes on meanwhile, so it is over before a lease is. */
const limits = { timeout: 10_000, stack: 500, sequence: 1_000_000, RegexEngine: Pattern as never }
const timedOut = 'D1012'

/** What a row would be another by each time. */
const forbidden = ['now', 'millis', 'random', 'shuffle', 'eval']

export type Expression = (row: Row) => Promise<unknown>

/** Throws where it is none. */
export function expressionOf(text: string, where: string): Expression {
  const expression = compiled(text, where)
  for (const name of forbidden) expression.assign(name, undefined)
  return async (row) => {
    try {
      const found: unknown = await expression.evaluate(computable(row, true))
      if (typeof found === 'function') throw new Error('a function is no value')
      return found
    } catch (error) {
      const { code = '', message } = error as Error & { code?: string }
      // By a clock, which is another each time: no row is refused for that.
      if (code === timedOut || error instanceof Failing) throw new Failing(`${where}: ${message}`)
      throw new Refused(
        `${where} cannot be computed${code && ` (${code})`}.`,
        `${where}: ${message}`,
      )
    }
  }
}

function compiled(text: string, where: string) {
  try {
    return jsonata(text, limits)
  } catch (error) {
    const { message, position } = error as Error & { position?: number }
    throw new Error(`${where} is no JSONata: ${message} (at character ${position ?? 0})`)
  }
}
