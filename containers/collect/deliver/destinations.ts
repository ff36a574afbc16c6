/** The destinations, as the runner runs them. */
import type { Hypatia } from '../../../clients/typescript/hypatia.ts'
import { type DestinationDefinition, destinationDefinition } from '../../../schemas/destinations.ts'
import { type Noun, secretsOf } from '../runner.ts'
import { type Destination, deliver, type Health } from './destination.ts'
import { openPeer } from './kinds.ts'

export const destinations: Noun<DestinationDefinition> = {
  plural: 'destinations',
  definitions: definitionsOf,
  begin(name, definition, settings) {
    const health: Health = { state: 'waiting', sent: 0 }
    const destination: Destination = {
      ...{ name, definition, health },
      open: async () =>
        openPeer(definition, { name, secrets: secretsOf(definition, settings.secretOf) }),
    }
    return { health, ended: deliver(destination, settings) }
  },
  tell: (api, destination, body) =>
    api.call('putDestinationState', { path: { destination }, body }),
}

/** Of a kind that this runner does not know it is a newer one's. */
async function definitionsOf(api: Hypatia): Promise<Map<string, DestinationDefinition>> {
  const { body } = await api.call('listDestinations')
  const found = new Map<string, DestinationDefinition>()
  for (const { name, paused, definition } of body.destinations) {
    const read = destinationDefinition.safeParse(definition)
    if (!paused && read.success) found.set(name, read.data)
  }
  return found
}
