/** The registry as a warm function sees it: versions never change and are kept, aliases are asked for again after a while. */
import { mkdtempSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readModel, readModelFile, versionAt } from '../../aws/models.ts'
import { aliasAgeMsMax } from '../../lake/limits.ts'
import type { ModelPackage } from '../../schemas/model.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-models-'))
const resolved = new Map<string, { version: number; atMs: number }>()
const packages = new Map<string, Promise<ModelPackage>>()
const files = new Map<string, Promise<string>>()

/** `at` is a version or an alias. Throws NoSuchModel. */
export async function modelAt(name: string, at?: string): Promise<ModelPackage> {
  const key = JSON.stringify([name, at])
  const known = resolved.get(key)
  const isFresh = known && Date.now() - known.atMs < aliasAgeMsMax
  const version = isFresh ? known.version : await versionAt(name, at)
  if (!isFresh) resolved.set(key, { version, atMs: Date.now() })
  return once(packages, `${name}/${version}`, () => readModel(name, version))
}

/** The path of its file, for onnxruntime. */
export const fileOf = (model: ModelPackage): Promise<string> =>
  once(files, model.sha256, async () => {
    const path = join(folder, `${model.sha256}.onnx`)
    await writeFile(`${path}.part`, await readModelFile(model))
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
