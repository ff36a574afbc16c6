/** The first page of a source of the kind rest, as its flow would ask for it: what it would land. Nothing lands. */
import type { SourceDefinition } from '../../schemas/sources.ts'

type Rest = Extract<SourceDefinition, { kind: 'rest' }>

export interface TriedPage {
  records: number
  bytes: number
  /** As it was answered. */
  text: string
  /** What the next page would be asked by, where it says so; absent: it is the last. */
  next?: string
}

/** `secrets`: their values. Throws with words for who wrote the definition. */
export async function firstPage(
  definition: Rest,
  secrets: { bearer?: string; key?: string },
  patienceMs: number,
): Promise<TriedPage> {
  const { parameters } = definition
  const { headers, keyHeader } = parameters
  demandSendable(secrets)
  const answer = await fetch(addressOf(definition), {
    headers: {
      accept: 'application/json',
      ...headers,
      ...(secrets.bearer && { authorization: `Bearer ${secrets.bearer}` }),
      ...(secrets.key && { [keyHeader]: secrets.key }),
    },
    redirect: 'manual', // the flow follows none, for a secret would go along
    signal: AbortSignal.timeout(patienceMs),
  })
  const text = await answer.text()
  if (!answer.ok)
    throw new Error(`it answers ${answer.status} ${answer.statusText}: ${text.slice(0, 500)}`)
  return { ...pageOf(definition, text), bytes: Buffer.byteLength(text), text }
}

/** What fetch says of a value that no header may have would quote it. */
function demandSendable(secrets: Record<string, string>): void {
  for (const [name, value] of Object.entries(secrets))
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value.trim()))
      throw new Error(
        `the value of the secret "${name}" is none of a header: it has a line break, or a letter beyond Latin-1`,
      )
}

function addressOf({ parameters: { url, query, paging } }: Rest): string {
  const asked = new URLSearchParams(query)
  if (paging.by === 'page') asked.set(paging.parameter, String(paging.first))
  if (paging.by === 'offset') asked.set(paging.parameter, '0')
  const text = asked.toString().replaceAll('+', '%20')
  return text ? `${url}?${text}` : url
}

function pageOf({ parameters: { records, paging } }: Rest, text: string) {
  let page: unknown
  try {
    page = JSON.parse(text)
  } catch {
    throw new Error(`its answer is no JSON: ${text.slice(0, 200)}`)
  }
  const found = records === undefined ? page : at(page, records)
  if (!Array.isArray(found))
    throw new Error(
      records === undefined
        ? `its answer is no array: say by "records" where the records are, one of ${namesOf(page)}`
        : `its answer has no array at "${records}": it has ${namesOf(page)}`,
    )
  const next = nextOf(page, found, paging)
  return { records: found.length, ...(next !== undefined && { next }) }
}

function nextOf(page: unknown, found: unknown[], paging: Rest['parameters']['paging']) {
  if (paging.by === 'cursor') return textOf(at(page, paging.next))
  if (paging.by !== 'since' || found.length === 0) return undefined
  const next = textOf(at(found.at(-1), paging.field))
  if (next === undefined) throw new Error(`its records have no "${paging.field}"`)
  return next
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((of, name) => (of as Record<string, unknown> | null)?.[name], value)

const namesOf = (page: unknown): string =>
  Object.keys(Object(page))
    .slice(0, 20)
    .map((name) => `"${name}"`)
    .join(', ') || 'nothing'
