/** What can be wrong with rows or tensors that want a prediction; each is the caller's to repair. */
export interface PredictProblem {
  /** Stable: `column.missing`, `tensor.shape`, … */
  code: string
  /** The column or tensor; none where the whole request is meant. */
  name?: string
  /** Of the rows that were sent, from 0. */
  row?: number
  /** What was found and what was expected, in one sentence. */
  detail: string
}

export class Unpredictable extends Error {
  override name = 'Unpredictable'
  readonly problems: PredictProblem[]

  constructor(problems: PredictProblem[]) {
    super(problems.map(({ code, detail }) => `${code}: ${detail}`).join('; '))
    this.problems = problems
  }
}

export const unpredictable = (code: string, detail: string, name?: string): Unpredictable =>
  new Unpredictable([{ code, detail, ...(name === undefined ? {} : { name }) }])
