/**
 * Whether a text is one statement that only reads. Athena parses it; here only what it begins with is looked at, past
 * comments, and that nothing follows it. The role that runs it cannot write, whatever this lets through.
 */
import { RequestProblem } from './problem.ts'
import { AthenaError } from './sql/error.ts'
import { type Token, tokenize } from './sql/lexer.ts'
import { positionIn } from './sql/place.ts'
import { grammarOf } from './sql/statement.ts'

const selecting = ['SELECT', 'WITH', 'VALUES', 'TABLE']
const reading = [...selecting, 'SHOW', 'DESCRIBE', 'DESC']

/** The statement without its last semicolon. Throws RequestProblem for anything else than one that reads. */
export function readingStatement(sql: string): string {
  const { statement, first, second } = oneStatement(sql)
  const explains = first === 'EXPLAIN' && reading.includes(second)
  if (!reading.includes(first) && !explains) throw refused(first, [...reading, 'EXPLAIN'])
  return statement
}

/** The same for one whose result is rows of its own: no SHOW, DESCRIBE or EXPLAIN. */
export function selectingStatement(sql: string): string {
  const { statement, first } = oneStatement(sql)
  if (!selecting.includes(first)) throw refused(first, selecting)
  return statement
}

/** With its first two words in upper case. Throws RequestProblem where another follows it. */
function oneStatement(sql: string): { statement: string; first: string; second: string } {
  const words = tokensOf(sql)
  while (words.at(-1)?.text === ';') words.pop()
  if (words.some(({ text }) => text === ';')) {
    throw new RequestProblem('query.not-a-select', 'It is more than one statement.')
  }
  const verbs = words.filter(({ text }) => text !== '(').map(({ text }) => text.toUpperCase())
  const [first = '', second = ''] = verbs
  const last = words.at(-1)
  return { statement: sql.slice(0, last ? last.offset + last.source.length : 0), first, second }
}

/** Throws RequestProblem where a quote does not close, or a character is none of SQL's. */
function tokensOf(sql: string): Token[] {
  try {
    return tokenize(sql, grammarOf(sql)).slice(0, -1)
  } catch (error) {
    if (error instanceof AthenaError) throw malformedProblem(error)
    throw error
  }
}

/** What the parser said, with its position. */
export function malformedProblem({ message }: AthenaError): RequestProblem {
  const position = positionIn(message)
  return new RequestProblem('query.malformed', message, position && { position })
}

const refused = (first: string, verbs: string[]): RequestProblem =>
  new RequestProblem(
    'query.not-a-select',
    `It begins with ${first.slice(0, 40) || 'nothing'}; it may with ${verbs.join(', ')}.`,
  )

/** A parameter's value as the SQL literal that Athena wants of it. */
export function parameterLiteral(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
