/**
 * The model registry: nothing but S3 and its conditional writes. A version is claimed by its sample.json, seen once its
 * model.json is there, and never changes; aliases move by compare-and-swap.
 */
import { createHash } from 'node:crypto'
import {
  type ModelAliases,
  type ModelDraft,
  type ModelPackage,
  type ModelSample,
  modelAliases,
  modelPackage,
  modelSample,
} from '../schemas/model.ts'
import { Conflict } from './conflict.ts'
import { environment } from './environment.ts'
import { listObjects } from './listing.ts'
import { changeRecord } from './records.ts'
import { getBytes, getJson, putBytes } from './s3.ts'

/** There is no such model, version or alias; the message names it. */
export class NoSuchModel extends Error {
  override name = 'NoSuchModel'
}

/** What is meant where neither a version nor an alias is named; without it the newest version is. */
const liveAlias = 'live'

const folder = (model: string, version: number): string => `${model}/versions/${version}/`
const aliasesKey = (model: string): string => `${model}/aliases.json`
const bucket = environment.modelsBucket

/** Ascending. Those only claimed count where `claimed` says so. */
async function numbersOf(model: string, claimed: boolean): Promise<number[]> {
  const pattern = claimed ? /\/versions\/(\d+)\/sample\.json$/ : /\/versions\/(\d+)\/model\.json$/
  const objects = await listObjects(bucket(), `${model}/versions/`)
  const found = objects.flatMap(({ key }) => pattern.exec(key)?.[1] ?? [])
  return found.map(Number).sort((a, b) => a - b)
}

/** Ascending; empty where there is no such model. */
export const versionsOf = (model: string): Promise<number[]> => numbersOf(model, false)

/** Every model that has a version, in the order of the names, with its versions ascending. */
export async function listModels(): Promise<{ name: string; versions: number[] }[]> {
  const objects = await listObjects(bucket(), '')
  const found = objects.flatMap(({ key }) => {
    const [, name, version] = /^(.+)\/versions\/(\d+)\/model\.json$/.exec(key) ?? []
    return name ? [{ name, version: Number(version) }] : []
  })
  return [...Map.groupBy(found, ({ name }) => name)].map(([name, those]) => ({
    name,
    versions: those.map(({ version }) => version).sort((a, b) => a - b),
  }))
}

export async function readAliases(model: string): Promise<ModelAliases> {
  const found = await getJson<unknown>(bucket(), aliasesKey(model))
  return modelAliases.parse(found?.value ?? {})
}

/** `at` is a version's number or an alias; without it the alias `live`, or the newest version. Throws NoSuchModel. */
export async function versionAt(model: string, at?: string): Promise<number> {
  if (at !== undefined && /^\d+$/.test(at)) return Number(at)
  const version = (await readAliases(model))[at ?? liveAlias]
  if (version !== undefined) return version
  if (at !== undefined) throw new NoSuchModel(`model "${model}" has no alias "${at}"`)
  const newest = (await versionsOf(model)).at(-1)
  if (newest === undefined) throw new NoSuchModel(`there is no model "${model}"`)
  return newest
}

/** Throws NoSuchModel. */
export async function readModel(model: string, version: number): Promise<ModelPackage> {
  const found = await getJson<unknown>(bucket(), `${folder(model, version)}model.json`)
  if (!found) throw new NoSuchModel(`model "${model}" has no version ${version}`)
  return modelPackage.parse(found.value)
}

/** The golden rows. Throws NoSuchModel. */
export async function readSample(model: string, version: number): Promise<ModelSample> {
  const found = await getJson<unknown>(bucket(), `${folder(model, version)}sample.json`)
  if (!found) throw new NoSuchModel(`model "${model}" has no version ${version}`)
  return modelSample.parse(found.value)
}

/** model.onnx, fetched while its package is. Throws where its bytes are not those that were registered. */
export async function readModelFile(
  model: string,
  version: number,
  registered: Promise<ModelPackage>,
): Promise<Buffer> {
  const key = `${folder(model, version)}model.onnx`
  const [bytes, { sha256 }] = await Promise.all([getBytes({ bucket: bucket(), key }), registered])
  if (sha256Of(bytes) !== sha256) throw new Error(`${key} is not the file that was registered`)
  return bytes
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** As the next version; `file` is its model.onnx, which a model that runs elsewhere has not. Whoever calls has seen that the sample's rows are predicted as it says. */
export async function addVersion(
  draft: ModelDraft,
  sample: ModelSample,
  file?: Uint8Array,
): Promise<ModelPackage> {
  const version = await claim(draft.name, sample)
  const path = folder(draft.name, version)
  const sha256 = file && { sha256: sha256Of(file) }
  const registered = { ...draft, version, ...sha256, registeredAtMs: Date.now() }
  if (file) await put(`${path}model.onnx`, file, 'application/octet-stream')
  await put(`${path}model.json`, JSON.stringify(registered, undefined, 2), 'application/json')
  return registered
}

async function claim(model: string, sample: ModelSample): Promise<number> {
  for (let version = ((await numbersOf(model, true)).at(-1) ?? 0) + 1; ; version++) {
    try {
      const text = JSON.stringify(sample, undefined, 2)
      await put(`${folder(model, version)}sample.json`, text, 'application/json')
      return version
    } catch (error) {
      if (!(error instanceof Conflict)) throw error // somebody else has this number
    }
  }
}

const put = (key: string, bytes: Uint8Array | string, contentType: string): Promise<unknown> =>
  putBytes({ bucket: bucket(), key }, bytes, { contentType, condition: 'absent' })

/** `from`: only where the alias is there now (0: nowhere), else Conflict. Throws NoSuchModel where the version is none. */
export async function moveAlias(
  model: string,
  alias: string,
  version: number,
  from?: number,
): Promise<ModelAliases> {
  await readModel(model, version)
  const moved = await changeRecord<ModelAliases>(bucket(), aliasesKey(model), (aliases = {}) => {
    const present = aliases[alias] ?? 0
    if (from !== undefined && present !== from) {
      throw new Conflict(`alias "${alias}" of "${model}" is at version ${present}, not ${from}`)
    }
    return present === version ? undefined : modelAliases.parse({ ...aliases, [alias]: version })
  })
  return moved?.value ?? {}
}
