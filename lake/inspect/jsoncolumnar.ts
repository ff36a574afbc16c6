/** Whether the members of a document are its columns. */
import type { Outline } from './jsonoutline.ts'

/** A list alone, or of one value, is a value. */
const columnsMin = 2
const rowsMin = 2

/** Of one object that was seen whole: lists of plain values, all as long, and nothing beside them; or what pandas writes. */
export function isOfColumns(outline: Outline): boolean {
  return outline.values.length === 1 && (areLists(outline) || areNumbered(outline))
}

function areLists({ arrays, others, objects }: Outline): boolean {
  if (others.length + objects.length > 0 || arrays.length < columnsMin) return false
  const names = new Set(arrays.map(({ path }) => path[0]))
  const [first] = arrays
  const rows = first!.nulls + first!.others
  return (
    rows >= rowsMin &&
    names.size === arrays.length &&
    arrays.every((one) => {
      const isPlain = one.path.length === 1 && one.objects + one.arrays === 0
      return isPlain && one.nulls + one.others === rows
    })
  )
}

/** `{"name":{"0":"Anna","1":"Ben"}}`: as `DataFrame.to_json` writes by itself. */
function areNumbered({ arrays, others, objects }: Outline): boolean {
  if (arrays.length > 0 || others.some(({ length }) => length !== 2)) return false
  const columns = Map.groupBy(others, ([name]) => name)
  const rows = [...columns.values()][0]?.length ?? 0
  return (
    rows >= rowsMin &&
    objects.length === columns.size && // an empty one has no row
    [...columns.values()].every(
      (paths) => paths.length === rows && paths.every(([, row], i) => row === String(i)),
    )
  )
}
