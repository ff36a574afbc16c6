/** A script of `/bin/sh` as a processor: what NiFi's own cannot do with a file, such as renaming it or seeing that it is a link. */
import { readFileSync } from 'node:fs'
import { type Place, type Processor, processor } from './component.ts'
import { ExecuteStreamCommand } from './kinds.ts'

/**
 * What it prints becomes the attribute `says`; its arguments are in NiFi's expression language. A script ends well
 * whatever it finds: NiFi takes every other end for an error of its own.
 */
export const shell = (
  at: Place,
  script: URL,
  says: string,
  args: readonly string[],
  ends: 'original'[] = [],
): Processor<'original'> =>
  processor(ExecuteStreamCommand, {
    at,
    properties: {
      'Command Path': '/bin/sh',
      argumentsStrategy: 'Dynamic Property Arguments',
      'Ignore STDIN': 'true',
      'Output Destination Attribute': says,
      'Max Attribute Length': '1000',
    },
    ends,
    dynamic: Object.fromEntries(
      ['-c', scriptOf(script), 'sh', ...args].map((one, i) => [`command.argument.${i + 1}`, one]),
    ),
  })

/** Its `${` are the shell's, not NiFi's. */
const scriptOf = (script: URL): string => readFileSync(script, 'utf8').replaceAll('${', () => '$${')
