/** What is wrong with an ORC file for good. */
import { Quarantined } from '../../problem.ts'

const remedy = 'Write the file again and send it whole.'

export const corrupt = (what: string, cause?: unknown): Quarantined =>
  new Quarantined(
    { code: 'orc.corrupt', detail: `The ORC file cannot be read: ${what.slice(0, 200)}.`, remedy },
    { cause },
  )

export const cut = (): Quarantined =>
  new Quarantined({ code: 'orc.truncated', detail: 'The ORC file breaks off.', remedy })
