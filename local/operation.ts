/** One operation of a JSON service: its input is checked before anything is done. */
import type * as z from 'zod'
import { AwsFault, type WireRequest } from './wire/service.ts'

export type Operation = (input: Record<string, unknown>, request: WireRequest) => unknown

/** Makes operations whose ill-formed input is answered by the service's own error `code`. */
export function operations(code: string) {
  return <S extends z.ZodType>(
    schema: S,
    run: (input: z.output<S>, request: WireRequest) => unknown,
  ): Operation =>
    (input, request) => {
      const checked = schema.safeParse(input)
      if (!checked.success) throw new AwsFault(code, constraintText(checked.error))
      return run(checked.data, request)
    }
}

/** As AWS words it. */
function constraintText({ issues }: z.ZodError): string {
  const [first] = issues
  const at = first?.path.join('.')
  return `${issues.length} validation error detected: Value at '${at}' failed to satisfy constraint: ${first?.message}`
}
