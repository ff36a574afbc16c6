/** The golden objects: one folder a case. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const fixtures = join(import.meta.dirname, '../../fixtures/inspect')

export const cases = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

export function inputOf(name: string): Buffer {
  const input = readdirSync(join(fixtures, name)).find((file) => file.startsWith('input'))
  if (!input) throw new Error(`${name}: no input`)
  return readFileSync(join(fixtures, name, input))
}
