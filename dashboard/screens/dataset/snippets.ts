/** How to use a dataset from elsewhere, with its real addresses. Pure. */
import type { Dataset } from '../../api/types.ts'

interface Snippet {
  title: string
  text: string
}

export function snippetsOf({ name, tables }: Dataset, sql: string, origin: string): Snippet[] {
  const rows = `${origin}/v1/datasets/${name}/rows?limit=100`
  const first = `SELECT * FROM ${tables.lake} LIMIT 10`
  return [
    { title: 'Athena SQL', text: sql },
    {
      title: 'Python',
      text: `from hypatia import Hypatia  # clients/python/hypatia.py

lake = Hypatia("${origin}", token="…")
for row in lake.query("${first}"):
    print(row)`,
    },
    {
      title: 'TypeScript',
      text: `import { hypatia, records } from '@hypatia/client' // clients/typescript

const lake = hypatia({ url: '${origin}', token })
for await (const page of lake.query('${first}')) {
  console.log(records(page))
}`,
    },
    {
      title: 'curl',
      text: `curl -H "Authorization: Bearer $HYPATIA_TOKEN" -H 'Accept: text/csv' \\\n  '${rows}'`,
    },
  ]
}
