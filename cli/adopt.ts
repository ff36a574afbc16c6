/** `hypatia adopt s3://bucket/folder`: what an existing bucket holds lands, copied by S3 itself; killed and run again it goes on. */
import { writeActivity } from '../aws/activity.ts'
import { type AdoptionRun, adopt as run } from '../aws/adopt.ts'
import { reconcileUnder } from '../aws/reconcile.ts'
import { type Adoption, placeOf } from '../lake/maintain/adopt.ts'
import { command } from './command.ts'
import { speakForTheStack } from './stack.ts'
import { bytesText, msText } from './units.ts'
import { Usage } from './usage.ts'

export const adopt = command({
  name: 'adopt',
  takes: 's3://<bucket>[/<folder>]',
  does: 'Land what an existing bucket holds: S3 copies it under <source>/<dataset>/.',
  operands: [1, 1],
  options: {
    source: {
      type: 'string',
      takes: '<name>',
      does: 'who sent it; else the first folder says, and the next one the dataset',
    },
    dataset: { type: 'string', takes: '<name>', does: 'what it is; wants --source' },
    'dry-run': { type: 'boolean', default: false, does: 'say what would be copied' },
  },
  async run({ values, positionals: [uri = ''] }) {
    const { source, dataset } = values
    const place = placeOf(uri)
    if (!place) throw new Usage(`"${uri}" is no place in S3: s3://<bucket>/<folder>`)
    if (dataset && !source) throw new Usage('--dataset wants --source too')
    const { rawBucket } = await speakForTheStack({ queues: true })
    const dryRun = values['dry-run'] === true
    if (place.bucket === rawBucket) return adoptHere(place.prefix, dryRun)
    const under = [source, dataset].flatMap((name) => (name ? [`${name}/`] : [])).join('')
    return adoptFrom({ ...place, under }, dryRun)
  },
})

async function adoptFrom(adoption: Adoption, dryRun: boolean): Promise<number> {
  const onProgress = (part: AdoptionRun): void => void process.stderr.write(`${lineOf(part)}\n`)
  const done = await run(adoption, { dryRun, onProgress })
  await writeActivity()
  for (const [key, reason] of done.problems) say(`  not adopted: ${key}: ${reason}`)
  const more = done.problemCount - done.problems.length
  if (more > 0) say(`  and ${more} more`)
  say(`${dryRun ? 'To be adopted: ' : 'Adopted: '}${lineOf(done)}.`)
  return done.problemCount > 0 ? 1 : 0
}

function lineOf({ startedMs, objects, copied, copiedBytes, there, problemCount }: AdoptionRun) {
  const ms = Math.max(1, Date.now() - startedMs)
  const rate = `${Math.round((objects * 1000) / ms)} objects/s, ${bytesText((copiedBytes * 1000) / ms)}/s`
  const counts = `${copied} copied (${bytesText(copiedBytes)}), ${there} there already`
  return `${objects} objects: ${counts}, ${problemCount} not; ${msText(ms)}, ${rate}`
}

/** They lie in the raw bucket already: whoever has no receipt lands. */
async function adoptHere(prefix: string, dryRun: boolean): Promise<number> {
  const began = Date.now()
  const counts = await reconcileUnder(prefix, { dryRun, youngMs: Number.POSITIVE_INFINITY })
  const { keys, unknown, changed, stuck } = counts
  const landed = unknown + changed + stuck
  say(
    `${keys} keys in the raw bucket: ${landed} ${dryRun ? 'to land' : 'land'}, ${keys - landed} there already; ${msText(Date.now() - began)}.`,
  )
  return 0
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)
