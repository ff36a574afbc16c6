import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Conflict } from '../../aws/conflict.ts'
import {
  addVersion,
  listModels,
  moveAlias,
  NoSuchModel,
  readAliases,
  readModel,
  readModelFile,
  versionAt,
  versionsOf,
} from '../../aws/models.ts'
import { putBytes } from '../../aws/s3.ts'
import { late, openRegistry, type Registry } from '../containers/predict/registry.ts'

let registry: Registry
beforeAll(async () => {
  registry = await openRegistry()
})
afterAll(() => registry.close())

const add = (name: string) => addVersion({ ...late.draft, name }, late.sample, late.bytes)

test('versions registered at once are numbered, each by itself, and never change', async () => {
  const versions = await Promise.all(Array.from({ length: 8 }, () => add('many')))
  expect(versions.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(await versionsOf('many')).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(await readModel('many', 3)).toEqual(versions.find(({ version }) => version === 3))
  for (const file of ['model.onnx', 'model.json', 'sample.json']) {
    const key = `many/versions/3/${file}`
    await expect(
      putBytes({ bucket: 'models', key }, '{}', { condition: 'absent' }),
    ).rejects.toThrow(Conflict)
  }
})

test('a version whose registration died is not seen, and its number not given again', async () => {
  await putBytes({ bucket: 'models', key: 'torn/versions/1/sample.json' }, '{}')
  await expect(versionAt('torn')).rejects.toThrow(NoSuchModel)
  expect((await add('torn')).version).toBe(2)
  expect(await versionsOf('torn')).toEqual([2])
  expect(await listModels()).toContainEqual({ name: 'torn', versions: [2] })
})

test('without an alias the newest version is meant, with `live` that one', async () => {
  await add('plain')
  await add('plain')
  expect(await versionAt('plain')).toBe(2)
  await moveAlias('plain', 'live', 1)
  expect(await versionAt('plain')).toBe(1)
  expect(await versionAt('plain', '2')).toBe(2)
  await expect(versionAt('plain', 'best')).rejects.toThrow('has no alias "best"')
})

test('of many who move an alias from the same place one succeeds', async () => {
  const numbers = await Promise.all(Array.from({ length: 6 }, () => add('raced')))
  await moveAlias('raced', 'live', 1, 0)
  const moves = numbers
    .filter(({ version }) => version > 1)
    .map(({ version }) => moveAlias('raced', 'live', version, 1))
  const ended = await Promise.allSettled(moves)
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const move of ended)
    if (move.status === 'rejected') expect(move.reason).toBeInstanceOf(Conflict)
  const winner = ended.find(
    ({ status }) => status === 'fulfilled',
  ) as PromiseFulfilledResult<unknown>
  expect(await readAliases('raced')).toEqual(winner.value)
})

test('two aliases moved at once are both moved', async () => {
  await add('two')
  await Promise.all(['live', 'best', 'shadow'].map((alias) => moveAlias('two', alias, 1)))
  expect(await readAliases('two')).toEqual({ live: 1, best: 1, shadow: 1 })
  await expect(moveAlias('two', 'live', 9)).rejects.toThrow('has no version 9')
})

test('a file that is not the registered one is refused', async () => {
  const model = await add('forged')
  expect(
    (await readModelFile('forged', model.version, Promise.resolve(model))).equals(late.bytes),
  ).toBe(true)
  await putBytes({ bucket: 'models', key: 'forged/versions/1/model.onnx' }, 'other')
  await expect(readModelFile('forged', model.version, Promise.resolve(model))).rejects.toThrow(
    'is not the file that was registered',
  )
})
