/** What a kind of destinations is to the runner. */
import type { DestinationDefinition } from '../../../schemas/destinations.ts'
import type { Delivery } from './delivery.ts'

export interface Peer {
  /**
   * Resolves once the peer has all of it, for good; what it already has is not taken twice where the kind can tell. Throws
   * what is worth another attempt.
   */
  send(delivery: Delivery, signal: AbortSignal): Promise<void>
  /** Asks whether it would take something, without giving it anything. Says what it found. */
  check(): Promise<string>
  close(): Promise<void>
}

type Kind = DestinationDefinition['kind']
export type DefinitionOf<K extends Kind> = Extract<DestinationDefinition, { kind: K }>

export interface Opened<K extends Kind> {
  name: string
  definition: DefinitionOf<K>
  /** Their values, by what the kind calls them. */
  secrets: Record<string, string>
}
