/** NiFi's REST API. https://nifi.apache.org/docs/nifi-docs/rest-api.html */

const answerMs = 30_000

/** Throws with NiFi's own words; they may quote an address, never a sensitive value. */
export async function nifiCall<T>(
  url: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  const isForm = body instanceof FormData
  const answer = await fetch(`${url}/nifi-api${path}`, {
    method,
    signal: AbortSignal.timeout(answerMs),
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
    ...(body && !isForm && { headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (!answer.ok) {
    throw new NifiRefused(`NiFi answers ${answer.status} for ${method} ${path}: ${text}`)
  }
  return (text.startsWith('{') ? JSON.parse(text) : undefined) as T
}

export class NifiRefused extends Error {
  override name = 'NifiRefused'
}
