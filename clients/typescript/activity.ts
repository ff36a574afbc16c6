/** What happens in the lake, as it happens. */
import type { Answer, Api } from './call.ts'

export type Activity = Answer<'listActivity'>['activities'][number]

const waitSeconds = 20

/** The newest first steps, then each new one, without end: by long polls. Ends by breaking the loop, or by `signal`. */
export async function* activity(
  { call }: Api,
  { after, signal }: { after?: string; signal?: AbortSignal } = {},
): AsyncGenerator<Activity, void, undefined> {
  let place = after
  for (;;) {
    const query = { after: place, wait: waitSeconds }
    const { body } = await call('listActivity', { query, signal })
    yield* body.activities
    place = body.next
  }
}
