/** The sources of this runner's kinds, as the runner runs them. */
import { type Definition, definitionsOf, secretsFor } from './definitions.ts'
import { openPeer } from './kinds.ts'
import { msOf, type Noun } from './runner.ts'
import { collect, type Health, type Source } from './source.ts'

export const sources: Noun<Definition> = {
  plural: 'sources',
  definitions: definitionsOf,
  begin(name, definition, settings) {
    const health: Health = { state: 'waiting', landed: 0, refused: 0 }
    const source: Source = {
      name,
      dataset: definition.dataset,
      health,
      open: (place) =>
        openPeer(definition, {
          name,
          dataset: definition.dataset,
          everyMs: 'every' in definition ? msOf(definition.every) : 0,
          ...secretsFor(definition, settings.secretOf),
          place,
        }),
    }
    return { health, ended: collect(source, settings) }
  },
  tell: (api, source, body) => api.call('putSourceState', { path: { source }, body }),
}
