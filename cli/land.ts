/** `hypatia land <file> --source s --dataset d`: puts a file into the raw bucket and follows it to its table. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { putFile } from '../aws/s3.ts'
import { metadataOf, wordedPins } from '../lake/hints.ts'
import { addressOf } from '../lake/key.ts'
import { Quarantined } from '../lake/problem.ts'
import type { Pins } from '../schemas/interpretation.ts'
import { command } from './command.ts'
import { followed, storyOf } from './follow.ts'
import { settings } from './settings.ts'
import { Usage } from './usage.ts'

export const land = command({
  name: 'land',
  takes: '<file>',
  does: 'Land a file under its source and dataset, and follow it to its table.',
  operands: [1, 1],
  options: {
    source: { type: 'string', takes: '<name>', does: 'who sends it' },
    dataset: { type: 'string', takes: '<name>', does: 'what it is' },
    partition: {
      type: 'string',
      multiple: true,
      default: [],
      takes: '<key>=<value>',
      does: 'a folder of its own, which becomes a column; may be given again',
    },
    pin: {
      type: 'string',
      multiple: true,
      default: [],
      takes: '<name>=<value>',
      does: 'how this file alone is read, delimiter=tab or header=false for two (docs/api.md, Pins)',
    },
    wait: { type: 'string', default: '60', takes: '<seconds>', does: 'how long it is followed' },
  },
  async run({ values, positionals: [file = ''] }) {
    const { source, dataset, partition, pin } = values
    if (!source || !dataset) throw new Usage('land wants --source and --dataset')
    if (!existsSync(file) || !statSync(file).isFile()) throw new Usage(`no file "${file}"`)
    const waitSeconds = Number(values.wait)
    if (!(waitSeconds > 0)) throw new Usage('--wait takes seconds')
    const key = [source, dataset, ...partition, basename(file)].join('/')
    return landAs(key, file, waitSeconds * 1000, pinsIn(pin))
  },
})

function pinsIn(words: string[]): Pins | undefined {
  try {
    return wordedPins(words)
  } catch (error) {
    throw error instanceof Quarantined ? new Usage(error.reason.detail) : error
  }
}

async function landAs(
  key: string,
  file: string,
  waitMs: number,
  pins: Pins | undefined,
): Promise<number> {
  const addressed = addressOf(key)
  if (addressed.kind === 'refused') throw new Usage(addressed.reason.detail)
  const [source = ''] = key.split('/')
  const { rawBucket, workBucket } = settings()
  const landedAt = Date.now()
  const { versionId } = await putFile(rawBucket, key, file, {
    sha256: await sha256Of(file),
    source,
    'received-at': new Date(landedAt).toISOString(),
    ...(pins && metadataOf(pins)),
  })
  const receipt = await followed({ workBucket, key, versionId, waitMs })
  process.stdout.write(`${storyOf({ key, bytes: statSync(file).size, landedAt, receipt })}\n`)
  return receipt?.state === 'committed' || receipt?.state === 'asset' ? 0 : 1
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
