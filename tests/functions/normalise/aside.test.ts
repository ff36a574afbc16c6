/** Rows that are aside, kept one a line whatever they hold. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { asideIn, joinedRejects } from '../../../functions/normalise/aside.ts'

test("separators of Unicode in a row or in its file's name end no line", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-aside-'))
  const texts = ['a\u2028b', 'c\u2029d', 'e']
  const aside = asideIn(folder)
  texts.forEach((text, byte) => {
    aside.add({ byte, reason: 'No row.', text })
  })
  const rejects = aside.end(100)!
  aside.close()
  const name = 'm\u2028.csv'
  const files = [{ name, source: { rejects } }] as Parameters<typeof joinedRejects>[0]
  const joined = join(folder, 'joined.ndjson')
  expect(await joinedRejects(files, joined)).toEqual({ rows: 3, path: joined })
  const written = readFileSync(joined, 'utf8')
  const lines = written.trimEnd().split(/[\n\u2028\u2029]/)
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    texts.map((text) => ({ member: name, text })),
  )
  rmSync(folder, { recursive: true })
})
