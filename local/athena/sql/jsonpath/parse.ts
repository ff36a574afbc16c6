/** The path language of SQL/JSON, as json_value and its kin have it. https://trino.io/docs/476/functions/json.html#json-path-language */

export type PathNode =
  | { kind: 'context' }
  | { kind: 'current' }
  | { kind: 'last' }
  | { kind: 'variable'; name: string }
  | { kind: 'literal'; value: null | boolean | string | bigint | number }
  | { kind: 'member'; base: PathNode; name?: string }
  | { kind: 'descendant'; base: PathNode; name: string }
  | { kind: 'element'; base: PathNode; subscripts?: [PathNode, PathNode?][] }
  | { kind: 'method'; base: PathNode; name: string }
  | { kind: 'filter'; base: PathNode; test: Predicate }
  | { kind: 'sign'; negative: boolean; operand: PathNode }
  | { kind: 'arithmetic'; operator: string; left: PathNode; right: PathNode }

export type Predicate =
  | { kind: 'or' | 'and'; left: Predicate; right: Predicate }
  | { kind: 'not' | 'unknown'; operand: Predicate }
  | { kind: 'comparison'; operator: string; left: PathNode; right: PathNode }
  | { kind: 'exists'; path: PathNode }
  | { kind: 'starts'; whole: PathNode; start: PathNode }

export interface Path {
  strict: boolean
  root: PathNode
}

/** What is wrong with a path, in words. */
export class InvalidPath extends Error {
  override name = 'InvalidPath'
}

const token =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|("(?:[^"]|"")*")|(\$(?:[A-Za-z_][A-Za-z0-9_]*|"(?:[^"]|"")+"))|([A-Za-z_][A-Za-z0-9_]*)|(==|!=|<>|<=|>=|&&|\|\||\.\.|[-+*/%$@.[\](),?!<>]))/y

interface Token {
  kind: 'number' | 'string' | 'variable' | 'word' | 'symbol' | 'end'
  text: string
}

function tokens(path: string): Token[] {
  const kinds = ['number', 'string', 'variable', 'word', 'symbol'] as const
  const found: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < path.trimEnd().length) {
    const match = token.exec(path)
    if (!match) throw new InvalidPath(`cannot be read at '${path.slice(token.lastIndex)}'`)
    const place = match.slice(1).findIndex((text) => text !== undefined)
    found.push({ kind: kinds[place] as Token['kind'], text: match[place + 1] as string })
  }
  return [...found, { kind: 'end', text: '' }]
}

const depthMax = 100

/** Reads `lax $.a[*] ? (@ > 1)`; InvalidPath where it is none. */
export function parsePath(source: string): Path {
  const reader = new Reader(tokens(source))
  const mode = reader.take().text
  if (mode !== 'lax' && mode !== 'strict') throw new InvalidPath("missing {'lax', 'strict'}")
  const root = reader.sum()
  reader.expect('')
  return { strict: mode === 'strict', root }
}

const methods = new Set(['double', 'ceiling', 'floor', 'abs', 'keyvalue', 'type', 'size'])
const comparisons = new Set(['==', '!=', '<>', '<', '<=', '>', '>='])

class Reader {
  private readonly all: Token[]
  private place = 0
  private depth = 0
  /** Within how many filters. */
  private tests = 0

  constructor(all: Token[]) {
    this.all = all
  }

  peek = (): Token => this.all[this.place] as Token

  take(): Token {
    const next = this.peek()
    if (next.kind !== 'end') this.place += 1
    return next
  }

  at = (text: string): boolean => this.peek().kind !== 'string' && this.peek().text === text

  accept(text: string): boolean {
    const found = this.at(text)
    if (found) this.take()
    return found
  }

  expect(text: string): void {
    if (!this.at(text)) throw new InvalidPath(`mismatched input '${this.peek().text}'`)
    this.take()
  }

  private deeper<T>(parse: () => T): T {
    this.depth += 1
    if (this.depth > depthMax) throw new InvalidPath('nested too deep')
    const found = parse()
    this.depth -= 1
    return found
  }

  sum = (): PathNode => this.deeper(() => this.operators(['+', '-'], () => this.product()))

  private product = (): PathNode => this.operators(['*', '/', '%'], () => this.signed())

  private operators(signs: string[], operand: () => PathNode): PathNode {
    let left = operand()
    for (;;) {
      const operator = signs.find((sign) => this.accept(sign))
      if (operator === undefined) return left
      left = { kind: 'arithmetic', operator, left, right: operand() }
    }
  }

  private signed(): PathNode {
    const negative = this.at('-')
    if (!negative && !this.at('+')) return this.accessors()
    this.take()
    return { kind: 'sign', negative, operand: this.deeper(() => this.signed()) }
  }

  private accessors(): PathNode {
    let base = this.primary()
    for (;;) {
      const next = this.accessor(base)
      if (!next) return base
      base = next
    }
  }

  private accessor(base: PathNode): PathNode | undefined {
    if (this.accept('..')) return { kind: 'descendant', base, name: this.memberName() }
    if (this.accept('.')) {
      if (this.accept('*')) return { kind: 'member', base }
      const isWord = this.peek().kind === 'word'
      const name = this.memberName()
      if (!isWord || !this.accept('(')) return { kind: 'member', base, name }
      this.expect(')')
      if (methods.has(name)) return { kind: 'method', base, name }
      throw new InvalidPath(`the method ${name}() is not supported`)
    }
    if (this.accept('[')) return this.subscripts(base)
    if (!this.accept('?')) return undefined
    this.expect('(')
    this.tests += 1
    const test = this.predicate()
    this.tests -= 1
    this.expect(')')
    return { kind: 'filter', base, test }
  }

  private memberName(): string {
    const { kind, text } = this.take()
    if (kind === 'word') return text
    if (kind === 'string') return unquoted(text)
    throw new InvalidPath(`mismatched input '${text}'`)
  }

  private subscripts(base: PathNode): PathNode {
    if (this.accept('*')) {
      this.expect(']')
      return { kind: 'element', base }
    }
    const subscripts: [PathNode, PathNode?][] = []
    do {
      const from = this.sum()
      subscripts.push(this.accept('to') ? [from, this.sum()] : [from])
    } while (this.accept(','))
    this.expect(']')
    return { kind: 'element', base, subscripts }
  }

  private primary(): PathNode {
    const { kind, text } = this.take()
    if (kind === 'number') {
      // Trino keeps it a decimal, which shows in what is made of it; a comparison does not tell.
      if (/^[\d.]*\.[\d.]*$/.test(text) && this.tests === 0) {
        throw new InvalidPath('a decimal literal is not supported')
      }
      return { kind: 'literal', value: /[.eE]/.test(text) ? Number(text) : BigInt(text) }
    }
    if (kind === 'string') return { kind: 'literal', value: unquoted(text) }
    if (kind === 'variable') {
      const name = text.slice(1)
      return { kind: 'variable', name: name.startsWith('"') ? unquoted(name) : name }
    }
    if (text === '$') return { kind: 'context' }
    if (text === '@') return { kind: 'current' }
    if (text === 'last') return { kind: 'last' }
    if (text === 'null') return { kind: 'literal', value: null }
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' }
    if (text !== '(') throw new InvalidPath(`mismatched input '${text}'`)
    const inner = this.sum()
    this.expect(')')
    return inner
  }

  private predicate(): Predicate {
    return this.deeper(() => {
      let left = this.conjunction()
      while (this.accept('||')) left = { kind: 'or', left, right: this.conjunction() }
      return left
    })
  }

  private conjunction(): Predicate {
    let left = this.test()
    while (this.accept('&&')) left = { kind: 'and', left, right: this.test() }
    return left
  }

  private test(): Predicate {
    if (this.accept('!')) {
      this.expect('(')
      const operand = this.predicate()
      this.expect(')')
      return { kind: 'not', operand }
    }
    if (this.accept('exists')) {
      this.expect('(')
      const path = this.sum()
      this.expect(')')
      return { kind: 'exists', path }
    }
    return this.parenthesised() ?? this.comparison()
  }

  /** A predicate in parentheses; nothing where a path stands in them. */
  private parenthesised(): Predicate | undefined {
    if (!this.at('(')) return undefined
    const { place, depth } = this
    try {
      this.take()
      const operand = this.predicate()
      this.expect(')')
      if (!this.accept('is')) return operand
      this.expect('unknown')
      return { kind: 'unknown', operand }
    } catch (error) {
      if (!(error instanceof InvalidPath)) throw error
      this.place = place
      this.depth = depth
      return undefined
    }
  }

  private comparison(): Predicate {
    const left = this.sum()
    if (this.accept('starts')) {
      this.expect('with')
      return { kind: 'starts', whole: left, start: this.sum() }
    }
    if (this.at('like_regex')) throw new InvalidPath('like_regex predicate is not supported')
    const { text } = this.take()
    if (!comparisons.has(text)) throw new InvalidPath(`mismatched input '${text}'`)
    return { kind: 'comparison', operator: text, left, right: this.sum() }
  }
}

const unquoted = (text: string) => text.slice(1, -1).replaceAll('""', '"')
