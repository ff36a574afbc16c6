/** `hypatia source test`, for kinds of this runner: a definition comes by stdin, what it would land goes to stdout. */
import { text } from 'node:stream/consumers'
import { secretOf, secretVariable, sourceDefinition } from '../../schemas/sources.ts'
import { messageOf } from './again.ts'
import { isOurs, secretsFor } from './definitions.ts'
import { trial } from './trial.ts'

const { name, definition: given, ...limits } = JSON.parse(await text(process.stdin))
const definition = sourceDefinition.parse(given)
let said: object
try {
  if (!isOurs(definition)) throw new Error(`this runner has no kind ${definition.kind}`)
  said = await trial({ name, definition, ...secretsFor(definition, valueOfSecret), ...limits })
} catch (error) {
  said = { failed: messageOf(error) }
}
process.stdout.write(JSON.stringify(said), () => process.exit(0))

function valueOfSecret(name: string): string {
  const value = secretOf(process.env, name)
  if (value === undefined)
    throw new Error(`the secret "${name}" is not there: ${secretVariable(name)} is not set`)
  return value
}
