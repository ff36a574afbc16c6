/** Hypatia's REST API, from browsers and Node: `docs/api.md` has the operations, `README.md` an example. */
import { activity } from './activity.ts'
import { api, type Options } from './call.ts'
import { follow, land, upload } from './land.ts'
import { predict } from './predict.ts'
import { query } from './query.ts'
import { changes, rows } from './rows.ts'

export type { Answer, Asked, OperationId, Options } from './call.ts'
export { StillOnItsWay } from './land.ts'
export { HypatiaProblem } from './problem.ts'
export { records } from './query.ts'
export { clientCredentials } from './token.ts'

type Rest<F> = F extends (first: never, ...rest: infer Arguments) => infer Result
  ? (...rest: Arguments) => Result
  : never

/** Every verb, bound to one API and one caller. */
export function hypatia(options: Options) {
  const one = api(options)
  const bound = <F extends (first: typeof one, ...rest: never[]) => unknown>(verb: F) =>
    ((...rest: never[]) => verb(one, ...rest)) as Rest<F>
  return {
    ...one,
    land: bound(land),
    upload: bound(upload),
    follow: bound(follow),
    query: bound(query),
    rows: bound(rows),
    changes: bound(changes),
    predict: bound(predict),
    activity: bound(activity),
  }
}

export type Hypatia = ReturnType<typeof hypatia>
