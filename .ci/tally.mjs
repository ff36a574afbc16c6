// Adds the suites' tallies into the one true last line. A suite that left no tally did not run: that is a failure.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...suites] = process.argv.slice(2)
const total = { passed: 0, failed: 0, skipped: 0 }

for (const name of suites) {
  const file = join(folder, `${name}.json`)
  const said = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  const { passed, failed, skipped } = said ? countsOf(said) : { passed: 0, failed: 1, skipped: [] }
  if (!said) console.log(`${name}: left no tally`)
  for (const what of skipped) console.log(`skipped: ${name}: ${what}`)
  total.passed += passed
  total.failed += failed
  total.skipped += skipped.length
}

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

/** jest's report, or our own tally. */
function countsOf(said) {
  if (said.numTotalTests === undefined) return said
  const all = said.testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    passed: said.numPassedTests,
    failed: said.numFailedTests + said.numRuntimeErrorTestSuites,
    skipped: all.filter(({ status }) => status === 'pending').map(({ fullName }) => fullName),
  }
}
