/** A column as its files spell it, whichever way its script runs; how SQL calls it is said where that differs. */
interface Named {
  name: string
  original?: string | undefined
}

export function ColumnName({ name, original = name }: Named) {
  return <bdi {...(original !== name && { title: `${name} in SQL` })}>{original}</bdi>
}
