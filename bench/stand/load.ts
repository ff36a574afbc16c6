/** So many clients that ask again as soon as they are answered, for a while. */
import { Agent, get } from 'node:http'

export interface Load {
  perSecond: number
  /** Milliseconds of each answer. */
  tookMs: number[]
  /** Answers with another status than the one that was wanted. */
  wrong: number
}

/** Through HTTP, on connections that stay open. */
export async function httpLoad(
  url: string,
  headers: Record<string, string>,
  { clients = 8, seconds = 4, status = 200 } = {},
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const ask = () =>
    new Promise<number>((resolve, reject) => {
      const request = get(url, { headers, agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
      })
      request.once('error', reject)
    })
  const load = await repeated(ask, { clients, seconds, status })
  agent.destroy()
  return load
}

/** `ask` answers a status. */
export async function repeated(
  ask: () => Promise<number>,
  { clients = 1, seconds = 4, status = 200 } = {},
): Promise<Load> {
  const tookMs: number[] = []
  let wrong = 0
  const began = performance.now()
  const client = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1000) {
      const askedAt = performance.now()
      if ((await ask()) !== status) wrong++
      tookMs.push(performance.now() - askedAt)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return { perSecond: (tookMs.length * 1000) / (performance.now() - began), tookMs, wrong }
}
