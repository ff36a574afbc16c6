/** The SQL side of prepared statements: PREPARE … FROM, EXECUTE … USING, DEALLOCATE PREPARE. */

export type PreparedSql =
  | { verb: 'PREPARE'; name: string; query: string }
  | { verb: 'EXECUTE'; name: string; parameters: string[] }
  | { verb: 'DEALLOCATE'; name: string }

const forms = {
  PREPARE: /^\s*PREPARE\s+([A-Za-z_][\w@:]*)\s+FROM\s+(.+?)\s*;?\s*$/is,
  EXECUTE: /^\s*EXECUTE\s+([A-Za-z_][\w@:]*)(?:\s+USING\s+(.+?))?\s*;?\s*$/is,
  DEALLOCATE: /^\s*DEALLOCATE\s+PREPARE\s+([A-Za-z_][\w@:]*)\s*;?\s*$/is,
}

/** What a statement does with prepared statements; undefined when it is none of these. */
export function preparedSql(sql: string): PreparedSql | undefined {
  const prepare = forms.PREPARE.exec(sql)
  if (prepare) return { verb: 'PREPARE', name: prepare[1] as string, query: prepare[2] as string }
  const execute = forms.EXECUTE.exec(sql)
  if (execute) {
    const [, name = '', using] = execute
    return { verb: 'EXECUTE', name, parameters: using ? splitExpressions(using) : [] }
  }
  const deallocate = forms.DEALLOCATE.exec(sql)
  return deallocate ? { verb: 'DEALLOCATE', name: deallocate[1] as string } : undefined
}

/** The expressions of a list: commas count outside quotes and brackets only. */
function splitExpressions(text: string): string[] {
  const expressions = ['']
  let depth = 0
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\s\S]/g)) {
    if ('([{'.includes(token)) depth++
    if (')]}'.includes(token)) depth--
    if (token === ',' && depth === 0) expressions.push('')
    else expressions[expressions.length - 1] += token
  }
  return expressions.map((expression) => expression.trim())
}
