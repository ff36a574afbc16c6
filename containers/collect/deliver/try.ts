/** `hypatia destination test`: a definition comes by stdin; what its peer says goes to stdout. Nothing is sent. */
import { text } from 'node:stream/consumers'
import { destinationDefinition } from '../../../schemas/destinations.ts'
import { messageOf } from '../again.ts'
import { secret } from '../program.ts'
import { secretsOf } from '../runner.ts'
import { openPeer } from './kinds.ts'

const { name, definition: given } = JSON.parse(await text(process.stdin))
let said: object
try {
  const definition = destinationDefinition.parse(given)
  const peer = await openPeer(definition, { name, secrets: secretsOf(definition, secret) })
  said = { found: await peer.check() }
  await peer.close()
} catch (error) {
  said = { failed: messageOf(error) }
}
process.stdout.write(JSON.stringify(said), () => process.exit(0))
