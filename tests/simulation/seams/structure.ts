/** What members a file has, as JSON rather than SQL. */
export * from '../../../lake/structure.ts'

export const structureSql = (path: string): string => JSON.stringify({ verb: 'structure', path })
