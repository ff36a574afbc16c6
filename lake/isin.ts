/** Whether Glue already says all that we would say; it may say more. */
export function isIn(wanted: unknown, present: unknown): boolean {
  if (Array.isArray(wanted)) {
    const isList = Array.isArray(present) && present.length === wanted.length
    return isList && wanted.every((value, i) => isIn(value, present[i]))
  }
  if (typeof wanted !== 'object' || wanted === null) return wanted === present
  return Object.entries(wanted).every(([key, value]) => isIn(value, Object(present)[key]))
}
