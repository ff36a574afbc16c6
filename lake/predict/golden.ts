/** Golden rows: a model is registered only where our runtime predicts what its trainer did. */
import type { ModelSample } from '../../schemas/model.ts'
import type { Row } from './feed.ts'
import type { PredictProblem } from './problem.ts'

/** Each prediction that differs by more than the tolerance; empty where all agree. */
export function goldenProblems(
  { predictions, toleranceMax }: Pick<ModelSample, 'predictions' | 'toleranceMax'>,
  predicted: Row[],
): PredictProblem[] {
  if (predicted.length !== predictions.length) {
    const detail = `${predicted.length} rows were predicted, the sample has ${predictions.length}`
    return [{ code: 'golden.rows', detail }]
  }
  return predictions.flatMap((golden, i) =>
    Object.entries(golden).flatMap(([name, wanted]): PredictProblem[] => {
      const found = predicted[i]?.[name]
      if (agree(wanted, found, toleranceMax)) return []
      const detail = `row ${i} predicts ${name} = ${JSON.stringify(found)}, the sample says ${JSON.stringify(wanted)}`
      return [{ code: 'golden.differs', name, detail }]
    }),
  )
}

const agree = (wanted: unknown, found: unknown, toleranceMax: number): boolean =>
  typeof wanted === 'number' && typeof found === 'number'
    ? Math.abs(wanted - found) <= toleranceMax
    : wanted === found
