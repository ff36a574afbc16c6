/**
 * Whether a text is one statement that only reads. Athena parses it; here only what it begins with is looked at, past
 * comments, and that nothing follows it. The role that runs it cannot write, whatever this lets through.
 */
import { RequestProblem } from './problem.ts'

const reading = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'SHOW', 'DESCRIBE', 'DESC'])

/** Words, quoted parts whole, comments, and single characters. An open quote or comment runs to the end. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|[A-Za-z_]\w*|\S/g

/** The statement without its last semicolon. Throws RequestProblem for anything else than one that reads. */
export function readingStatement(sql: string): string {
  const words: { text: string; at: number }[] = []
  for (const { 0: text, index } of sql.matchAll(tokens)) {
    if (!text.startsWith('--') && !text.startsWith('/*')) words.push({ text, at: index })
  }
  while (words.at(-1)?.text === ';') words.pop()
  const verbs = words.filter(({ text }) => text !== '(')
  const [first, second] = verbs.map(({ text }) => text.toUpperCase())
  const explains = first === 'EXPLAIN' && second !== undefined && reading.has(second)
  if (!first || !(reading.has(first) || explains)) {
    throw refused(
      `It begins with ${first?.slice(0, 40) || 'nothing'}; it may with SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE or EXPLAIN.`,
    )
  }
  if (words.some(({ text }) => text === ';')) throw refused('It is more than one statement.')
  const last = words.at(-1)
  return sql.slice(0, last ? last.at + last.text.length : 0)
}

const refused = (why: string): RequestProblem => new RequestProblem('query.not-a-select', why)

/** A parameter's value as the SQL literal that Athena wants of it. */
export function parameterLiteral(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}
