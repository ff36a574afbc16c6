import { noSpace } from '../lake/nospace.ts'

/** What a disk without room says, by files and by SQLite. */
export const diskFull =
  `${noSpace} on this machine's disk: nothing was stored, and what was stored before is served. ` +
  'Make room and ask again.'

/** https://sqlite.org/rescode.html#full */
const sqliteFull = 13

export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === sqliteFull
}

/** Where the system only wrote less than it was given. */
export const noRoom = (): Error => Object.assign(new Error(diskFull), { code: 'ENOSPC' })
