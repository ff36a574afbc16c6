/** `hypatia scrub`: every version of everything is read whole; what is damaged is named, and mended where it can be. */
import { mend, nameOf, type Scrubbed, scrub as scrubbed } from '../aws/scrub.ts'
import { command } from './command.ts'
import { speakForTheStack } from './stack.ts'
import { bytesText, msText } from './units.ts'

const tellMs = 10_000

export const scrub = command({
  name: 'scrub',
  takes: '',
  does: 'Read everything that is stored, name what is damaged, and mend what can be.',
  operands: [0, 0],
  options: {
    'dry-run': { type: 'boolean', default: false, does: 'name it, and mend nothing' },
  },
  async run({ values }) {
    const { rawBucket, workBucket, modelsBucket, lakeBucket = '' } = await speakForTheStack()
    return scrubAll([rawBucket, lakeBucket, modelsBucket, workBucket], values['dry-run'] === true)
  },
})

/** Gives the number of the process's end: 1 where something stays damaged. */
async function scrubAll(buckets: string[], dryRun: boolean): Promise<number> {
  const began = Date.now()
  const damaged: Scrubbed[] = []
  let [count, bytes, toldMs] = [0, 0, began]
  for await (const version of scrubbed(buckets)) {
    count++
    bytes += version.bytes
    if (version.fault !== undefined) damaged.push(version)
    if (Date.now() - toldMs < tellMs) continue
    toldMs = Date.now()
    say(`  … ${count} versions, ${bytesText(bytes)}, ${damaged.length} damaged`)
  }
  const names = new Set(damaged.map(({ object }) => nameOf(object)))
  let left = 0
  for (const version of damaged) {
    const { bucket, key, versionId } = version.object
    say(`  s3://${bucket}/${key} (${versionId}): ${version.fault}`)
    if (dryRun) left++
    else {
      const { mended, words } = await mend(version, names)
      say(`    ${mended ? 'mended' : 'not mended'}: ${words}`)
      if (!mended) left++
    }
  }
  const took = msText(Date.now() - began)
  say(
    `${count} versions, ${bytesText(bytes)}: ${damaged.length} damaged, ${left} left so; ${took}.`,
  )
  return left > 0 ? 1 : 0
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
