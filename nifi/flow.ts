/** A flow: processors by name, and connections that can only name what is there. */
import type { Parameter, Processor, Service } from './component.ts'

/**
 * `stateless`: one transaction a run, one run at a time, and nothing outlives it; a connection to `failure` takes the
 * run back. For sources whose place is not NiFi's own state. `standard`: FlowFiles queue, and survive a restart.
 */
export type Engine = 'standard' | 'stateless'

export interface Connection {
  from: string
  relationships: string[]
  to: string
}

export interface Flow {
  name: string
  /** For whoever opens the canvas. */
  says: string
  engine: Engine
  /** Its parameter context; absent: the one that is filled in from the environment. */
  context?: string
  parameters: Parameter[]
  services: Record<string, Service>
  processors: Record<string, Processor>
  connections: Connection[]
}

/** Of a definition of a source. */
export interface SourceFlow {
  flow: Flow
  /** Parameters of its context that hold secrets, each by the secret's name. */
  secrets: Record<string, string>
}

/** Where a stateless flow's run is taken back. */
export const failure = 'failure'

type Named = Record<string, Processor>
type RelationshipOf<P> = P extends Processor<infer R> ? R : never

/** `[from, relationship or several, to]`. */
export type Link<P extends Named> = {
  [From in keyof P & string]: readonly [
    from: From,
    relationships: RelationshipOf<P[From]> | readonly RelationshipOf<P[From]>[],
    to: (keyof P & string) | typeof failure,
  ]
}[keyof P & string]

export interface Definition<P extends Named> extends Omit<Flow, 'processors' | 'connections'> {
  processors: P
  connections: readonly Link<P>[]
}

/** Throws where a relationship goes nowhere, or a connection comes from one that is not. */
export function flow<const P extends Named>(definition: Definition<P>): Flow {
  const connections = definition.connections.map(([from, relationships, to]) => ({
    from: from as string,
    relationships: [relationships].flat() as string[],
    to: to as string,
  }))
  for (const [name, { relationships, ends = [] }] of Object.entries(definition.processors)) {
    const taken = connections.flatMap(({ from, relationships }) =>
      from === name ? relationships : [],
    )
    for (const one of relationships) {
      const times = [...taken, ...ends].filter((other) => other === one).length
      if (times === 0) throw new Error(`${definition.name}: "${one}" of "${name}" goes nowhere`)
    }
  }
  return { ...definition, connections }
}
