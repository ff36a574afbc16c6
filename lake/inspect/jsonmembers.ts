/** What is known of the members of JSON lines once every one of them was seen. */
/** What values were, each a bit. */
export type Kinds = number

export const kinds = {
  text: 1,
  /** Integers, so short that a double keeps them; and those of 64 bits. */
  short: 2,
  whole: 4,
  /** Numbers with a point, and so few digits that a double keeps them. */
  fraction: 8,
  /** True and false. */
  word: 16,
  none: 32,
  other: 64,
} as const

/** `{"a": "BIGINT", "b": ["VARCHAR"], "c": {"d": "NULL"}}` */
export type Structure = string | Structure[] | { [member: string]: Structure }

export interface Members {
  /** Every member at any depth, as DuckDB's `json_group_structure` says it but for plain values, whose types it leaves open. */
  structure: Structure
  /** Of each member of the objects. */
  kinds: Map<string, Kinds>
}

/** So many names, of whatever depth, or characters of them, are no table's: DuckDB has room for them elsewhere. */
const namesMax = 20_000
const charactersMax = 4 * 1024 * 1024

interface Node {
  isObject: boolean
  members: Map<string, Node>
  items?: Node
}

const newNode = (): Node => ({ isObject: false, members: new Map() })

/** Names as they are met. */
export class Names {
  readonly #root = newNode()
  #count = 0
  #characters = 0

  /** There were too many: what comes now is not kept. */
  get areMany(): boolean {
    return this.#count > namesMax || this.#characters > charactersMax
  }

  add(value: unknown): void {
    this.#add(this.#root, value)
  }

  #add(node: Node, value: unknown): void {
    if (typeof value !== 'object' || value === null || this.areMany) return
    if (Array.isArray(value)) {
      node.items ??= newNode()
      for (const item of value) this.#add(node.items, item)
      return
    }
    node.isObject = true
    for (const [name, member] of Object.entries(value)) {
      let own = node.members.get(name)
      if (!own) {
        own = newNode()
        node.members.set(name, own)
        this.#count++
        this.#characters += name.length
      }
      this.#add(own, member)
    }
  }

  /** Undefined: there were too many. */
  structure(): Structure | undefined {
    return this.areMany ? undefined : structureOf(this.#root)
  }
}

function structureOf({ isObject, members, items }: Node): Structure {
  if (isObject && items) return 'JSON'
  if (items) return [structureOf(items)]
  if (!isObject) return 'NULL'
  return Object.fromEntries([...members].map(([name, node]) => [name, structureOf(node)]))
}

/** Of a value that was parsed: of its digits nothing is known any more. */
export function kindOfValue(value: unknown): Kinds {
  if (value === null) return kinds.none
  if (typeof value === 'boolean') return kinds.word
  return typeof value === 'string' && !value.includes('\0') ? kinds.text : kinds.other
}
