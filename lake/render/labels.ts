/** Names that come again, told apart. */

/** Gives each name a label of its own: what is named again has a number behind it. */
export function labels(): (name: string) => string {
  const taken = new Set<string>()
  const next = new Map<string, number>()
  return (name) => {
    let label = name
    let n = next.get(name) ?? 2
    while (taken.has(label)) label = `${name} (${n++})`
    next.set(name, n)
    taken.add(label)
    return label
  }
}
