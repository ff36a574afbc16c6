/** The laptop's REST API, asked as any client of it does: with the token of laptop.json. */
import type { Laptop } from '../settings.ts'

export interface Answered<T> {
  status: number
  body: T
}

/** GET, or POST where there is a body. */
export async function ask<T>(
  { api, token }: Pick<Laptop, 'api' | 'token'>,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answered<T>> {
  const response = await fetch(`${api}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as T }
}
