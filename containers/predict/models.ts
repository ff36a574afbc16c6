/** The registry as a warm function sees it: versions never change and are kept, aliases are asked for again after a while. */
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readModel, readModelFile, readSample, versionAt } from '../../aws/models.ts'
import { ownFolder } from '../../aws/temporary.ts'
import { aliasAgeMsMax } from '../../lake/limits.ts'
import type { ModelPackage, ModelSample } from '../../schemas/model.ts'

const folder = ownFolder('models')
const resolved = new Map<string, { version: number; atMs: number }>()
const packages = new Map<string, Promise<ModelPackage>>()
const files = new Map<string, Promise<string>>()
const samples = new Map<string, Promise<ModelSample>>()

/** `at` is a version or an alias. Throws NoSuchModel. */
export async function modelAt(name: string, at?: string): Promise<ModelPackage> {
  return packageOf(name, await versionOf(name, at))
}

/** The same, with its file on the way already. */
export async function modelToScore(name: string, at?: string): Promise<ModelPackage> {
  const version = await versionOf(name, at)
  const isNew = !packages.has(`${name}/${version}`)
  const model = packageOf(name, version)
  if (isNew) fileOf({ name, version }).catch(() => {}) // an endpoint's model has none
  return model
}

async function versionOf(name: string, at?: string): Promise<number> {
  const known = resolved.get(JSON.stringify([name, at]))
  const isFresh = known && Date.now() - known.atMs < aliasAgeMsMax
  return isFresh ? known.version : versionNow(name, at)
}

const packageOf = (name: string, version: number): Promise<ModelPackage> =>
  once(packages, `${name}/${version}`, () => readModel(name, version))

/** Which version it is at this moment: as `modelAt` will take it from now on. */
export async function versionNow(name: string, at?: string): Promise<number> {
  const version = await versionAt(name, at)
  const isNumber = String(version) === at // nothing to remember, nor anything known to be there
  if (!isNumber) resolved.set(JSON.stringify([name, at]), { version, atMs: Date.now() })
  return version
}

/** An alias of this model has moved. */
export function forget(name: string): void {
  for (const key of resolved.keys()) if (JSON.parse(key)[0] === name) resolved.delete(key)
}

export const sampleOf = ({ name, version }: ModelPackage): Promise<ModelSample> =>
  once(samples, `${name}/${version}`, () => readSample(name, version))

/** The path of its file, for onnxruntime. */
export const fileOf = ({ name, version }: Pick<ModelPackage, 'name' | 'version'>) =>
  once(files, `${name}/${version}`, async (): Promise<string> => {
    const path = join(folder, `${name}-${version}.onnx`)
    await writeFile(`${path}.part`, await readModelFile(name, version, packageOf(name, version)))
    await rename(`${path}.part`, path)
    return path
  })

/** What fails is asked for again. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key)
  if (known) return known
  const making = make()
  made.set(key, making)
  making.catch(() => made.delete(key))
  return making
}
