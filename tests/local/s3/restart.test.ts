/** What a new process finds after the old one was killed at any moment. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openStore } from '../../../local/s3/store.ts'
import { openState } from '../../../local/state.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hypatia-s3-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('objects, versions, settings and the sequence survive; files of no row do not', async () => {
  const first = openState(home)
  const store = openStore(first, { now: () => 5_000_000 })
  store.createBucket('kept', { versioning: 'Enabled' })
  const one = await store.put('kept', 'k', 'one')
  await store.put('kept', 'k', 'two')
  first.close()
  for (const name of ['kept/ff/ff00', '.staged/torn']) {
    mkdirSync(dirname(join(home, 's3', name)), { recursive: true })
    writeFileSync(join(home, 's3', name), 'orphan')
  }

  const second = openState(home)
  const again = openStore(second, { now: () => 1_000 })
  expect((await again.get('kept', 'k')).toString()).toBe('two')
  expect((await again.get('kept', 'k', one.versionId)).toString()).toBe('one')
  // The clock went back, and still what comes later is later.
  const three = await again.put('kept', 'k', 'three')
  expect(three.sequencer > one.sequencer).toBe(true)
  expect(again.head('kept', 'k').versionId).toBe(three.versionId)
  expect(readdirSync(join(home, 's3/kept/ff'))).not.toContain('ff00')
  expect(readdirSync(join(home, 's3/.staged'))).toEqual([])
  second.close()
})

test('what was replaced stays until no power cut can bring its row back', async () => {
  const state = openState(home)
  const store = openStore(state)
  store.createBucket('plain')
  const one = await store.put('plain', 'k', 'one')
  const path = store.files.path('plain', one.file ?? '')
  await store.put('plain', 'k', 'two')
  expect(existsSync(path)).toBe(true)
  await state.durable()
  expect(existsSync(path)).toBe(false)
  state.close()
})

/** Puts without end, tells each key that was stored, and is killed. */
const writer = `
  import { openStore } from ${JSON.stringify(join(process.cwd(), 'local/s3/store.ts'))}
  import { openState } from ${JSON.stringify(join(process.cwd(), 'local/state.ts'))}
  const state = openState(process.argv[1])
  state.database.exec('CREATE TABLE IF NOT EXISTS events (key TEXT)')
  const tell = state.database.prepare('INSERT INTO events VALUES (?)')
  const send = (_, body) => {
    const [record] = JSON.parse(body).Records ?? []
    if (record) tell.run(record.s3.object.key)
  }
  const store = openStore(state, { send })
  store.createBucket('raw')
  const target = { id: 'x', queueArn: 'q', events: ['s3:ObjectCreated:*'], prefix: '', suffix: '' }
  store.setNotifications('raw', [target])
  for (let n = 0; ; n += 1) {
    await store.put('raw', 'k' + n, 'body ' + n)
    process.stdout.write('k' + n + '\\n')
  }`

test('kill -9 amid writes: what was told is there, and each object has its event', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', writer, home])
  let told = ''
  let errors = ''
  child.stderr.on('data', (text) => {
    errors += text
  })
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      told += text
      if (told.length > 2_000) child.kill('SIGKILL')
    })
    child.on('close', () => resolve())
  })
  const keys = told.split('\n').slice(0, -1)
  if (keys.length < 100) throw new Error(errors)
  const state = openState(home)
  const store = openStore(state)
  const stored = store.list('raw').map(({ key }) => key)
  const events = state.database
    .prepare('SELECT key FROM events')
    .all()
    .map(({ key }) => key)
  expect(stored).toEqual(expect.arrayContaining(keys))
  expect([...events].sort()).toEqual([...stored].sort())
  for (const key of stored) {
    expect((await store.get('raw', key)).toString()).toBe(`body ${key.slice(1)}`)
  }
  state.close()
})
