/** What must be in the lake: for each table, each file's rows as it was last acknowledged. */
import { expect } from '@jest/globals'
import { type Hypatia, records } from '../../clients/typescript/hypatia.ts'

/** Cells as the file writes them. */
export type Row = Record<string, string>

export class Ledger {
  readonly #tables = new Map<string, Map<string, Row[]>>()

  set(table: string, file: string, rows: Row[]): void {
    const files = this.#tables.get(table) ?? new Map<string, Row[]>()
    this.#tables.set(table, files.set(file, rows))
  }

  remove(table: string, file: string): void {
    this.#tables.get(table)?.delete(file)
  }

  rows(table: string): Row[] {
    return [...(this.#tables.get(table)?.values() ?? [])].flat()
  }

  file(table: string, file: string): Row[] {
    return this.#tables.get(table)?.get(file) ?? []
  }

  tables(): string[] {
    return [...this.#tables.keys()]
  }
}

/** Every row of every table, cell by cell, by the rows of the API; and by SQL over lake and raw what adds up. */
export async function compare(ledger: Ledger, client: Hypatia): Promise<void> {
  for (const table of ledger.tables()) {
    const { columns, rows, tables } = (await client.call('getDataset', { path: { name: table } }))
      .body
    const expected = ledger.rows(table)
    expect([table, rows]).toEqual([table, expected.length])
    const found: Record<string, unknown>[] = []
    for await (const row of client.rows(table)) found.push(row)
    expect(byId(found)).toEqual(byId(expected.map((row) => typed(row, columns))))
    const sums = { n: expected.length, ids: expected.reduce((sum, { id }) => sum + Number(id), 0) }
    expect([table, await sumsOf(client, tables.lake)]).toEqual([table, sums])
    if (tables.raw)
      expect([tables.raw, await sumsOf(client, tables.raw)]).toEqual([tables.raw, sums])
  }
}

const byId = (rows: Record<string, unknown>[]) =>
  rows.toSorted((a, b) => Number(a.id) - Number(b.id))

function typed(row: Row, columns: { name: string; type: string }[]): Record<string, unknown> {
  const cells = columns.map(({ name, type }) => {
    const text = row[name] ?? null
    const isText = type === 'string' || type === 'date' || type.startsWith('decimal')
    return [name, text === null || isText ? text : Number(text)]
  })
  return Object.fromEntries(cells)
}

async function sumsOf(client: Hypatia, table: string) {
  const sql = `SELECT count(*) AS n, sum(CAST(id AS bigint)) AS ids FROM ${table}`
  for await (const page of client.query(sql)) return records(page)[0]
}

export function csv(rows: Row[]): Blob {
  const names = Object.keys(rows[0] ?? {})
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))]
  return new Blob([lines.map((line) => `${line.join(',')}\n`).join('')])
}
