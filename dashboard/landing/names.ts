/** Where a dropped file would go: sensible until somebody says otherwise. Pure. */
interface Names {
  source: string
  dataset: string
}

const endings =
  /(\.(csv|tsv|txt|json|jsonl|ndjson|parquet|avro|orc|xml|gz|zst|bz2|zip|snappy|lz4))+$/i
/** What counts files of one kind: `-2026-01`, `_20260131`, ` (2)`, `.part3`, `_v2`. */
const counters =
  /([-_. ]+(\d{4}[-_.]?\d{2}([-_.]?\d{2})?|\d{1,8}|(part|v|no)[-_. ]?\d{1,3})|[-_. ]*\(\d+\))+$/i

/** `Sales 2026-01 (2).csv.gz` → `sales`. */
export function datasetOf(file: string): string {
  const name = file.replace(endings, '').replace(counters, '')
  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60)
  const isNamed = /\p{L}/u.test(name) // where only counters were, they are the name
  return plain(isNamed ? name : file.replace(endings, '')) || 'files'
}

/** The first source that the token lands under; one that lands anywhere keeps the last, or begins with `you`. */
export function sourceOf(scopes: string[], last: string | null): string {
  const sources = scopes.flatMap((scope) => (scope.startsWith('land:') ? [scope.slice(5)] : []))
  const isAllowed = (source: string): boolean => sources.includes('*') || sources.includes(source)
  if (last && isAllowed(last)) return last
  return sources.find((source) => source !== '*') ?? 'you'
}

export const mayLand = (scopes: string[]): boolean =>
  scopes.some((scope) => scope.startsWith('land:'))

/** A folder of S3 and no other: what the API takes as a name. */
export const nameProblem = (name: string): string | undefined =>
  /^[^/\\]{1,200}$/.test(name) && /[\p{L}\p{N}]/u.test(name) && !/^[_.]|=/.test(name)
    ? undefined
    : 'A name has a letter or digit, no slash, no “=”, and does not begin with “_” or “.”.'

export type { Names }
