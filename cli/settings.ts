/**
 * Where the commands speak to: a deployed stack, named by the environment, or else the laptop that is running.
 * On AWS the SDK finds region and credentials as it always does.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Settings {
  rawBucket: string
  workBucket: string
  modelsBucket: string
  rawDatabase: string
  lakeDatabase: string
  workgroup: string
  /** Of a stack only some commands want them: undefined where it does not name them. */
  lakeBucket: string | undefined
  queuePrefix: string | undefined
  /** For people: "the laptop at http://127.0.0.1:4566" or "AWS". */
  where: string
}

/** `.hypatia/laptop.json`, as a running laptop writes it. */
export interface Laptop {
  pid: number
  api: string
  aws: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  token: string
  issuer: { url: string; tokenUrl: string; clientId: string; clientSecret: string }
  buckets: { raw: string; lake: string; models: string; work: string }
  databases: { raw: string; lake: string; ops: string }
  workgroup: string
}

export const home = (): string => process.env.HYPATIA_HOME ?? '.hypatia'

/** One look: a laptop that starts takes away what the one before it left. */
export function readLaptop(): Laptop | undefined {
  try {
    return JSON.parse(readFileSync(join(home(), 'laptop.json'), 'utf8')) as Laptop
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export class NoSettings extends Error {
  override name = 'NoSettings'
}

const names = {
  rawBucket: 'HYPATIA_RAW_BUCKET',
  workBucket: 'HYPATIA_WORK_BUCKET',
  modelsBucket: 'HYPATIA_MODELS_BUCKET',
  rawDatabase: 'HYPATIA_RAW_DATABASE',
  lakeDatabase: 'HYPATIA_LAKE_DATABASE',
  workgroup: 'HYPATIA_WORKGROUP',
} as const

/** Throws NoSettings where neither a stack is named nor a laptop runs, or a stack only in part. */
export function settings(): Settings {
  const given = Object.values(names).filter((name) => process.env[name])
  if (given.length === 0) return laptopSettings()
  const missing = Object.values(names).filter((name) => !process.env[name])
  if (missing.length > 0) {
    throw new NoSettings(`${given.join(', ')} name a stack, but not ${missing.join(', ')}.`)
  }
  const read = (name: keyof typeof names): string => process.env[names[name]] ?? ''
  return {
    rawBucket: read('rawBucket'),
    workBucket: read('workBucket'),
    modelsBucket: read('modelsBucket'),
    rawDatabase: read('rawDatabase'),
    lakeDatabase: read('lakeDatabase'),
    workgroup: read('workgroup'),
    lakeBucket: process.env.HYPATIA_LAKE_BUCKET,
    queuePrefix: process.env.HYPATIA_QUEUE_PREFIX,
    where: 'AWS',
  }
}

function laptopSettings(): Settings {
  const laptop = readLaptop()
  if (!laptop || !isAlive(laptop.pid)) {
    throw new NoSettings(
      `No laptop runs here (${join(home(), 'laptop.json')} names none). Start one with \`npm start\`, or name a stack: ${Object.values(names).join(', ')}.`,
    )
  }
  pointSdkAt(laptop)
  return {
    rawBucket: laptop.buckets.raw,
    workBucket: laptop.buckets.work,
    modelsBucket: laptop.buckets.models,
    rawDatabase: laptop.databases.raw,
    lakeDatabase: laptop.databases.lake,
    workgroup: laptop.workgroup,
    lakeBucket: laptop.buckets.lake,
    queuePrefix: '',
    where: `the laptop at ${laptop.aws}`,
  }
}

/** The variables by which any AWS client, ours too, speaks to the laptop. */
export const laptopEnvironment = (laptop: Laptop): Record<string, string> => ({
  AWS_ENDPOINT_URL: laptop.aws,
  AWS_REGION: laptop.region,
  AWS_DEFAULT_REGION: laptop.region, // boto3 and the aws CLI read this one
  AWS_ACCESS_KEY_ID: laptop.accessKeyId,
  AWS_SECRET_ACCESS_KEY: laptop.secretAccessKey,
  AWS_SESSION_TOKEN: '', // the keys are whole: an account's own token would not fit them
})

export function pointSdkAt(laptop: Laptop): void {
  Object.assign(process.env, laptopEnvironment(laptop))
  delete process.env.AWS_SESSION_TOKEN
  delete process.env.AWS_PROFILE
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
