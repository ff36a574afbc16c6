/**
 * `npm run storm`: senders side by side against the laptop as it is started, while its power goes and workers die; then
 * S3's history is held against every table. `-- --seed N --seeds K --operations 2000`; `--json FILE` writes the tally.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { storm } from './storm.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    operations: { type: 'string', default: '2000' },
    cuts: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
})
const operations = Number(values.operations)
const tally = { passed: 0, failed: 0, skipped: [] }

for (let i = 0; i < Number(values.seeds); i++) {
  const seed = Number(values.seed) + i
  const isCalm = await storm({ seed, operations, cuts: Number(values.cuts) }).catch((error) => {
    console.log(`seed ${seed} did not end: ${error?.stack ?? error}`)
    return false
  })
  tally[isCalm ? 'passed' : 'failed'] += 1
  if (!isCalm) {
    const again = `npm run storm -- --seed ${seed} --operations ${operations} --cuts ${values.cuts}`
    console.log(`The same senders do the same again by: ${again}`)
  }
}
if (values.json) writeFileSync(values.json, JSON.stringify(tally))
process.exitCode = tally.failed > 0 ? 1 : 0
