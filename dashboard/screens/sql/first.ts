/** First statements over what is there: over time, by category, and plain rows. Pure. */
import type { Dataset, DatasetSummary } from '../../api/types.ts'
import { written } from './completion.ts'

const rowStatementsMax = 3

export function firstStatements(datasets: DatasetSummary[], largest?: Dataset): string[] {
  const newest = [...datasets].sort((a, b) => (b.updatedAt ?? '').localeCompare(a.updatedAt ?? ''))
  const rows = newest
    .slice(0, rowStatementsMax)
    .map(({ name }) => `select * from ${name} limit 100`)
  return [...(largest ? summaries(largest) : []), ...rows]
}

function summaries({ name, columns }: Dataset): string[] {
  const time = columns.find(({ type }) => /^(date|timestamp)/.test(type))
  const word = columns.find(
    ({ name, type }) => /^(varchar|string)/.test(type) && !name.startsWith('_'),
  )
  const statements: string[] = []
  if (time) {
    const unit = time.type === 'date' ? 'month' : 'day'
    statements.push(
      `select date_trunc('${unit}', ${written(time.name)}) as ${unit}, count(*) as "rows"\nfrom ${name}\ngroup by 1\norder by 1`,
    )
  }
  if (word) {
    statements.push(
      `select ${written(word.name)}, count(*) as "rows"\nfrom ${name}\ngroup by 1\norder by 2 desc\nlimit 20`,
    )
  }
  return statements
}
