/** `hypatia land <file> --source s --dataset d`: puts a file into the raw bucket and follows it to its table. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { putFile } from '../aws/s3.ts'
import { addressOf } from '../lake/key.ts'
import { followed, storyOf } from './follow.ts'
import { settings } from './settings.ts'
import { Usage } from './usage.ts'

export const landUsage =
  'hypatia land <file> --source s --dataset d [--partition day=2026-01-31 …] [--wait 60]   land a file, follow it to its table'

export async function land(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      source: { type: 'string' },
      dataset: { type: 'string' },
      partition: { type: 'string', multiple: true, default: [] },
      wait: { type: 'string', default: '60' },
    },
  })
  const [file, ...more] = positionals
  const { source, dataset, partition } = values
  if (!file || more.length > 0 || !source || !dataset) throw new Usage(landUsage)
  if (!existsSync(file) || !statSync(file).isFile()) throw new Usage(`no file "${file}"`)
  const waitSeconds = Number(values.wait)
  if (!(waitSeconds > 0)) throw new Usage('--wait takes seconds')

  const key = [source, dataset, ...partition, basename(file)].join('/')
  const addressed = addressOf(key)
  if (addressed.kind === 'refused') throw new Usage(addressed.reason.detail)
  const { rawBucket, workBucket } = settings()
  const landedAt = Date.now()
  const { versionId } = await putFile(rawBucket, key, file, {
    sha256: await sha256Of(file),
    source,
    'received-at': new Date(landedAt).toISOString(),
  })
  const receipt = await followed({ workBucket, key, versionId, waitMs: waitSeconds * 1000 })
  process.stdout.write(`${storyOf({ key, bytes: statSync(file).size, landedAt, receipt })}\n`)
  return receipt?.state === 'committed' || receipt?.state === 'asset' ? 0 : 1
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
