/** What a path of SQL/JSON finds in a value. */
import type { JsonNode } from '../json.ts'
import type { Path, PathNode, Predicate } from './parse.ts'

/** `path evaluation failed`, and why. */
export class PathFault extends Error {
  override name = 'PathFault'
}

interface Sight {
  strict: boolean
  context: JsonNode
  variables: ReadonlyMap<string, JsonNode>
  /** What `@` is, within a filter. */
  current?: JsonNode
  /** The last place of the array that is subscripted. */
  last?: number
  /** Objects met by keyvalue(), so that each has its number. */
  objects: Map<JsonNode, bigint>
}

/** The items at a path; PathFault where the path's mode forbids what it meets. */
export const evaluatePath = (
  { strict, root }: Path,
  context: JsonNode,
  variables: ReadonlyMap<string, JsonNode>,
): JsonNode[] => items(root, { strict, context, variables, objects: new Map() })

function items(node: PathNode, sight: Sight): JsonNode[] {
  switch (node.kind) {
    case 'context':
      return [sight.context]
    case 'current':
      return [sight.current as JsonNode]
    case 'last':
      return [BigInt(sight.last ?? 0)]
    case 'literal':
      return [node.value]
    case 'variable': {
      const found = sight.variables.get(node.name)
      if (found === undefined) throw new PathFault(`no value passed for parameter ${node.name}`)
      return [found]
    }
    case 'member':
      return unwrapped(items(node.base, sight), sight).flatMap((item) =>
        membersOf(item, node.name, sight),
      )
    case 'descendant':
      return items(node.base, sight).flatMap((item) => descendants(item, node.name))
    case 'element':
      return items(node.base, sight).flatMap((item) => elementsOf(item, node.subscripts, sight))
    case 'method':
      return methodOf(node.name, items(node.base, sight), sight)
    case 'filter':
      return unwrapped(items(node.base, sight), sight).filter(
        (item) => holds(node.test, { ...sight, current: item }) === true,
      )
    case 'sign':
      return unwrapped(items(node.operand, sight), sight).map((item) => {
        if (typeof item !== 'bigint' && typeof item !== 'number') throw mismatch('NUMBER', item)
        return node.negative ? -item : item
      })
    case 'arithmetic':
      return [
        calculated(
          node.operator,
          single(items(node.left, sight), sight),
          single(items(node.right, sight), sight),
        ),
      ]
  }
}

const structural = (text: string) => new PathFault(`structural error: ${text}`)
const mismatch = (wanted: string, item: JsonNode) =>
  new PathFault(`invalid item type. Expected: ${wanted}, actual: ${typeOf(item).toUpperCase()}`)

/** In lax mode an array stands for its elements. */
const unwrapped = (found: JsonNode[], { strict }: Sight): JsonNode[] =>
  strict ? found : found.flatMap((item) => (Array.isArray(item) ? item : [item]))

function membersOf(item: JsonNode, name: string | undefined, { strict }: Sight): JsonNode[] {
  if (!(item instanceof Map)) {
    if (strict) throw mismatch('OBJECT', item)
    return []
  }
  if (name === undefined) return [...item.values()]
  const found = item.get(name)
  if (found !== undefined) return [found]
  if (strict) throw structural(`missing member '${name}' in JSON object`)
  return []
}

function descendants(item: JsonNode, name: string): JsonNode[] {
  if (Array.isArray(item)) return item.flatMap((each) => descendants(each, name))
  if (!(item instanceof Map)) return []
  const own = item.get(name)
  const below = [...item.values()].flatMap((each) => descendants(each, name))
  return own === undefined ? below : [own, ...below]
}

function elementsOf(
  item: JsonNode,
  subscripts: [PathNode, PathNode?][] | undefined,
  sight: Sight,
): JsonNode[] {
  if (!Array.isArray(item) && sight.strict) throw mismatch('ARRAY', item)
  const array = Array.isArray(item) ? item : [item]
  if (!subscripts) return array
  const within = { ...sight, last: array.length - 1 }
  return subscripts.flatMap(([from, to]) => {
    const low = placeOf(from, within)
    const high = to ? placeOf(to, within) : low
    if (sight.strict && (low < 0 || high >= array.length || low > high)) {
      throw structural(
        `invalid array subscript: [${low}, ${high}] for array of size ${array.length}`,
      )
    }
    return array.slice(Math.max(0, low), high + 1)
  })
}

function placeOf(node: PathNode, sight: Sight): number {
  const found = items(node, sight)
  const [item] = found
  if (found.length !== 1 || (typeof item !== 'bigint' && typeof item !== 'number')) {
    throw new PathFault('array subscript must be a single number')
  }
  return Math.trunc(Number(item))
}

export function typeOf(item: JsonNode): string {
  if (item === null) return 'null'
  if (Array.isArray(item)) return 'array'
  if (item instanceof Map) return 'object'
  return typeof item === 'bigint' ? 'number' : typeof item
}

function methodOf(name: string, found: JsonNode[], sight: Sight): JsonNode[] {
  if (name === 'type') return found.map(typeOf)
  if (name === 'size') {
    return found.map((item) => {
      if (Array.isArray(item)) return BigInt(item.length)
      if (sight.strict) throw mismatch('ARRAY', item)
      return 1n
    })
  }
  const all = unwrapped(found, sight)
  if (name === 'keyvalue') return all.flatMap((item) => pairsOf(item, sight))
  return all.map((item) => {
    if (name === 'double' && typeof item === 'string' && item.trim() !== '') {
      const value = Number(item)
      if (!Number.isNaN(value)) return value
    }
    if (typeof item !== 'bigint' && typeof item !== 'number') throw mismatch('NUMBER', item)
    if (name === 'double') return Number(item)
    if (typeof item === 'bigint') return name === 'abs' && item < 0n ? -item : item
    return name === 'abs' ? Math.abs(item) : name === 'floor' ? Math.floor(item) : Math.ceil(item)
  })
}

function pairsOf(item: JsonNode, { objects }: Sight): JsonNode[] {
  if (!(item instanceof Map)) throw mismatch('OBJECT', item)
  const id = objects.get(item) ?? BigInt(objects.size)
  objects.set(item, id)
  return [...item].map(
    ([name, value]) =>
      new Map<string, JsonNode>([
        ['name', name],
        ['value', value],
        ['id', id],
      ]),
  )
}

function single(found: JsonNode[], sight: Sight): bigint | number {
  const all = unwrapped(found, sight)
  const [item] = all
  if (all.length !== 1 || (typeof item !== 'bigint' && typeof item !== 'number')) {
    throw new PathFault('arithmetic binary expression requires singleton numeric operands')
  }
  return item
}

function calculated(operator: string, a: bigint | number, b: bigint | number): JsonNode {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if ((operator === '/' || operator === '%') && b === 0n) throw new PathFault('Division by zero')
    if (operator === '+') return a + b
    if (operator === '-') return a - b
    if (operator === '*') return a * b
    return operator === '/' ? a / b : a % b
  }
  const [x, y] = [Number(a), Number(b)]
  if (operator === '+') return x + y
  if (operator === '-') return x - y
  if (operator === '*') return x * y
  return operator === '/' ? x / y : x % y
}

/** True, false, or nothing where it cannot be told. */
type Told = boolean | undefined

function holds(test: Predicate, sight: Sight): Told {
  switch (test.kind) {
    case 'and': {
      const [a, b] = [holds(test.left, sight), holds(test.right, sight)]
      if (a === false || b === false) return false
      return a === undefined || b === undefined ? undefined : true
    }
    case 'or': {
      const [a, b] = [holds(test.left, sight), holds(test.right, sight)]
      if (a === true || b === true) return true
      return a === undefined || b === undefined ? undefined : false
    }
    case 'not': {
      const told = holds(test.operand, sight)
      return told === undefined ? undefined : !told
    }
    case 'unknown':
      return holds(test.operand, sight) === undefined
    case 'exists':
      return attempt(() => items(test.path, sight).length > 0)
    case 'starts':
      return pairwise(test.whole, test.start, sight, (whole, start) =>
        typeof whole === 'string' && typeof start === 'string'
          ? whole.startsWith(start)
          : undefined,
      )
    case 'comparison':
      return pairwise(test.left, test.right, sight, (a, b) => compared(test.operator, a, b))
  }
}

function attempt(act: () => Told): Told {
  try {
    return act()
  } catch (error) {
    if (error instanceof PathFault) return undefined
    throw error
  }
}

/** Whether it holds of any two items; in strict mode not where it cannot be told of some. */
function pairwise(
  left: PathNode,
  right: PathNode,
  sight: Sight,
  test: (a: JsonNode, b: JsonNode) => Told,
): Told {
  return attempt(() => {
    const [a, b] = [left, right].map((node) => unwrapped(items(node, sight), sight)) as [
      JsonNode[],
      JsonNode[],
    ]
    const told = a.flatMap((x) => b.map((y) => test(x, y)))
    const isUnsure = told.includes(undefined)
    if (told.includes(true) && !(sight.strict && isUnsure)) return true
    return isUnsure ? undefined : false
  })
}

function compared(operator: string, a: JsonNode, b: JsonNode): Told {
  const isNull = a === null || b === null
  const order = isNull ? undefined : orderOf(a, b)
  if (isNull) {
    if (operator === '==') return a === b
    if (operator === '!=' || operator === '<>') return a !== b
    return a === b ? operator === '<=' || operator === '>=' : false
  }
  if (order === undefined) return undefined
  if (operator === '==') return order === 0
  if (operator === '!=' || operator === '<>') return order !== 0
  if (operator.startsWith('<')) return operator === '<=' ? order <= 0 : order < 0
  return operator === '>=' ? order >= 0 : order > 0
}

/** Nothing of two kinds, or of arrays and objects. */
function orderOf(a: JsonNode, b: JsonNode): number | undefined {
  const kind = typeOf(a)
  if (kind !== typeOf(b) || kind === 'array' || kind === 'object') return undefined
  const [x, y] = [a as string, b as string]
  return x < y ? -1 : x > y ? 1 : 0
}
