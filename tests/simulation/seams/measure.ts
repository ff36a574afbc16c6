/** What values look like is nobody's row. */
import type { Field } from '../../../lake/iceberg/schema.ts'
import type { Sketch } from '../../../lake/sketch/file.ts'

export const parquetSql = (path: string): string => path

export const sketchOf = async (
  _run: unknown,
  _rows: string,
  _fields: Field[],
  rows: number,
): Promise<Sketch> => ({ rows, size: 64, columns: new Map() })
