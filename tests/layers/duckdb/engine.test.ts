import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { openEngine } from '../../../layers/duckdb/engine.ts'

const child = resolve('layers/duckdb/nodejs/child.mjs')

test('a statement and its rows may hold every character that JSON may', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-engine-'))
  const engine = openEngine({
    ...{ child, folder, memoryBytes: 2 ** 28, threads: 1, timeoutMs: 20_000 },
  })
  try {
    const text = 'a\u2028b\u2029c\u0085d\n\r\te"\\\ud83d\ude00'
    const rows = await engine.run(`SELECT '${text}' AS text, chr(8232) || chr(8233) AS ends`)
    expect(rows).toEqual([{ text, ends: '\u2028\u2029' }])
  } finally {
    engine.close()
    rmSync(folder, { recursive: true })
  }
})
