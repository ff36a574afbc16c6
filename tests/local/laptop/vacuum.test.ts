/** The laptop's database gives back what was deleted, and one of before becomes such a one. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openState, type State } from '../../../local/state.ts'
import { vacuumSome } from '../../../local/vacuum.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hypatia-vacuum-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const bytesOf = () =>
  ['', '-wal'].reduce((sum, part) => sum + statSync(join(home, `laptop.db${part}`)).size, 0)

function filled(database: DatabaseSync): void {
  database.exec('CREATE TABLE kept (id INTEGER PRIMARY KEY); INSERT INTO kept VALUES (1), (2)')
  database.exec('CREATE TABLE some (id INTEGER PRIMARY KEY, v BLOB)')
  const insert = database.prepare('INSERT INTO some (v) VALUES (randomblob(4000))')
  for (let i = 0; i < 2_000; i++) insert.run()
}

function vacuumed({ database }: State): number {
  let turns = 0
  for (let left = 1; left > 0 && turns < 100; turns++) {
    vacuumSome(database)
    left = Number(database.prepare('PRAGMA freelist_count').get()?.freelist_count)
  }
  return turns
}

const kept = ({ database }: State) => database.prepare('SELECT count(*) AS n FROM kept').get()?.n

test('what was deleted leaves the disk some pages at a time', async () => {
  const state = openState(home)
  filled(state.database)
  const full = bytesOf()
  state.database.exec('DELETE FROM some')
  expect(vacuumed(state)).toBeGreaterThan(4)
  expect(bytesOf()).toBeLessThan(full / 50)
  state.database.exec("INSERT INTO some (v) VALUES ('after')")
  await state.durable()
  expect(kept(state)).toBe(2)
  state.close()
})

test('within a transaction, and under a reader, nothing moves that they see', () => {
  const state = openState(home)
  const { database } = state
  filled(database)
  database.exec('DELETE FROM some WHERE id % 2 = 0')
  database.exec('BEGIN')
  vacuumSome(database)
  expect(database.isTransaction).toBe(true)
  database.exec('COMMIT')
  const seen: unknown[] = []
  for (const { id } of database.prepare('SELECT id FROM some ORDER BY id').iterate()) {
    if (seen.length % 100 === 0) vacuumSome(database)
    seen.push(id)
  }
  expect(seen).toEqual(Array.from({ length: 1_000 }, (_, i) => 2 * i + 1))
  vacuumed(state)
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  state.close()
})

test('a database of before is written anew once, with all that it held', () => {
  const old = new DatabaseSync(join(home, 'laptop.db'))
  old.exec('PRAGMA journal_mode = WAL')
  filled(old)
  old.exec('DELETE FROM some')
  old.close()
  const before = bytesOfFile()
  const state = openState(home)
  expect(state.database.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 })
  expect(kept(state)).toBe(2)
  state.close()
  expect(bytesOfFile()).toBeLessThan(before / 50)
})

const bytesOfFile = () => statSync(join(home, 'laptop.db')).size
