/** What Athena itself keeps: nobody can take it away, and the certificate names it. */
import { listQueries } from '../../aws/queries.ts'
import { statementPagesMax } from '../../lake/limits.ts'
import { writingsOf } from '../../lake/maintain/needle.ts'
import { left } from './erasurerecord.ts'

const statementsPerPage = 50

/** Athena forgets them by itself. https://docs.aws.amazon.com/athena/latest/ug/queries-viewing-history.html */
export async function tellOfStatements(id: string, values: string[]): Promise<undefined> {
  const writings = writingsOf(values)
  let token: string | undefined
  for (let pages = 0; pages < statementPagesMax; pages++) {
    const page = await listQueries(statementsPerPage, token)
    for (const { Query = '', QueryExecutionId } of page.executions) {
      if (!writings.some((writing) => Query.includes(writing))) continue
      await left(id, `athena:${QueryExecutionId}`, 'a statement names it: Athena keeps it 45 days')
    }
    token = page.token
    if (!token) return
  }
  const seen = `the newest ${statementPagesMax * statementsPerPage} statements were looked at`
  await left(id, 'athena:', `${seen}: older ones may name it, and Athena keeps them 45 days`)
}
