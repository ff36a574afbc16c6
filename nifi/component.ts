/** What a flow is made of: processors with their relationships in their type, services, parameters. */

/** Names as NiFi 2.3.0 writes them; later releases rename some of them at load, and keep the values. */
export interface Kind<Property extends string = string, Relationship extends string = string> {
  type: string
  /** The NAR that holds it. */
  artifact: string
  properties: readonly Property[]
  relationships: readonly Relationship[]
  /** What names beside `properties` mean to it; absent: they are errors. */
  dynamic?: 'headers' | 'attributes' | 'relationships' | 'arguments'
}

/** A property's text, or the name of a service of the same flow. */
export type Value = string | { service: string }

/** Column and row of the canvas: the happy way goes down column 0, what leaves it goes right. */
export type Place = readonly [column: number, row: number]

export interface Options<Property extends string, Relationship extends string> {
  at: Place
  properties?: Partial<Record<Property, Value>>
  /** Headers, attributes or routes, by what `Kind.dynamic` says. */
  dynamic?: Record<string, string>
  /** Of `dynamic`, those that hold a sensitive parameter. */
  sensitive?: string[]
  /** Relationships that end here; every other one must be connected. */
  ends?: Relationship[]
  /** Relationships that are tried once more here, after a penalty, before they are taken. */
  retries?: Relationship[]
  /** Threads. */
  tasks?: number
  /** Run schedule; `0 sec`: whenever there is something to do. */
  period?: string
  /** How long a refused FlowFile rests before the next attempt. */
  penalty?: string
}

export interface Processor<Relationship extends string = string>
  extends Omit<Options<string, Relationship>, 'at'> {
  kind: Kind
  relationships: readonly Relationship[]
  at: Place
}

export interface Service {
  kind: Kind
  properties: Record<string, string>
}

export interface Parameter {
  name: string
  description: string
  /** The environment variable that gives its value at start. */
  variable: string
  /** Absent: the variable must be set. */
  default?: string
  sensitive?: true
}

type PropertyOf<K> = K extends Kind<infer P, string> ? P : never
type RelationshipOf<K> = K extends Kind<string, infer R> ? R : never

export const processor = <K extends Kind>(
  kind: K,
  options: Options<PropertyOf<K>, RelationshipOf<K>>,
): Processor<RelationshipOf<K>> => ({
  ...options,
  kind,
  relationships: kind.relationships as readonly RelationshipOf<K>[],
})

export const service = <K extends Kind>(
  kind: K,
  properties: Partial<Record<PropertyOf<K>, string>>,
): Service => ({ kind, properties: properties as Record<string, string> })
