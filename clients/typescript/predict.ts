/** Predictions of rows, at once. */
import type { Api } from './call.ts'
import type { NewPredictions, Predictions } from './schema.d.ts'

/**
 * One prediction a row, in their order, by the names of the outputs. `at` is a version or an alias, else where `live`
 * is. Throws HypatiaProblem; `prediction.invalid` names the column, what was expected and what it got.
 */
export async function predict(
  { call }: Api,
  model: string,
  rows: NewPredictions['rows'],
  { at, signal }: { at?: string; signal?: AbortSignal } = {},
): Promise<Predictions['predictions']> {
  const asked = { path: { model }, query: { at }, body: { rows }, signal }
  return (await call('createPredictions', asked)).body.predictions
}
