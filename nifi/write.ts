/** `node nifi/write.ts`: the flows as JSON, for people to upload (`nifi/flows/`) and for the image to bake in. */
import { writeFileSync } from 'node:fs'
import { dataflowOf, definitionOf } from './documents.ts'
import { flows } from './flows.ts'

/** Path → text, as committed. */
export const written = (): Record<string, string> => ({
  ...Object.fromEntries(
    flows.map((flow) => [`nifi/flows/${flow.name}.json`, textOf(definitionOf(flow))]),
  ),
  'containers/nifi/flow.json': textOf(dataflowOf(flows)),
})

const textOf = (document: object): string => `${JSON.stringify(document, null, 1)}\n`

if (import.meta.main)
  for (const [path, text] of Object.entries(written())) writeFileSync(path, text)
