/**
 * `npm start`: the whole pipeline on this machine, real data on its way through it, and the lines that point other
 * clients at it. `-- --once` checks every step against the files and ends; `-- --fresh` begins anew.
 */
import { join } from 'node:path'
import { type Booted, boot, NotBooted } from './boot.ts'
import { helpOf, parsed } from './command.ts'
import { define } from './define.ts'
import { showJob, startJob } from './demo/batch.ts'
import { landDemo, lies, showJoin } from './demo/demo.ts'
import { readyModel, showPrediction } from './demo/prediction.ts'
import { whenNpmIsGone } from './npmgone.ts'
import { rebuild } from './rebuild.ts'
import { reconcile } from './reconcile.ts'
import { home, type Laptop, laptopEnvironment, settings } from './settings.ts'
import { msText } from './units.ts'
import { Usage } from './usage.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const words = {
  name: 'npm start --',
  takes: '',
  does: 'The whole pipeline on this machine: real data on its way through it, SQL, predictions, the dashboard.',
  options: {
    once: { type: 'boolean', default: false, does: 'check every step against the files, and end' },
    fresh: { type: 'boolean', default: false, does: 'begin with an empty .hypatia/' },
    repair: {
      type: 'boolean',
      default: false,
      does: 'make a damaged database again from what the objects tell',
    },
  },
} as const

async function start(): Promise<number> {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    say(helpOf(words).replace('hypatia ', ''))
    return 0
  }
  const { values } = parsed(words, args)
  say('Starting the laptop…')
  const startedAt = performance.now()
  const repair = values.repair === true
  const booted = await boot({ fresh: values.fresh === true, repair, waiting: stillStarting })
  let isAsked = false
  const stop = (): void => {
    isAsked = true
    void booted.stop()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  whenNpmIsGone(stop)
  const tookMs = performance.now() - startedAt
  say(`Hypatia is up (${msText(tookMs)}). Open it, signed in:\n\n  ${pageOf(booted.laptop)}\n`)
  try {
    return await show(booted, { once: values.once === true, repair })
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    if (isAsked) return 0
    say(`\nThe laptop has ended by itself: ${join(home(), 'laptop.log')} tells why.`)
    return 1
  }
}

const stillStarting = (ms: number, lastWords: string): void =>
  say(
    `  … still starting after ${msText(ms)}${lastWords ? `; the last it said: ${lastWords}` : ''}`,
  )

/** The demo; then it stays up, or checks what it showed. A step that fails is told, and the others go on. */
async function show(
  { laptop, ended, stop }: Booted,
  { once, repair }: { once: boolean; repair: boolean },
): Promise<number> {
  const there = settings()
  const { take, failed } = openSteps(ended)
  if (repair) {
    say('Making the tables anew, and looking at what was on its way:\n')
    await take('making the tables anew', () => rebuild.run([]))
    await take('looking at what was on its way', () => reconcile.run(['--grace', '0']))
  }
  await take('the definitions', () => define.run([]))
  say('Landing real data:\n')
  const waitMs = once ? undefined : Number.POSITIVE_INFINITY
  const [landed] = await Promise.all([
    take('landing the files', () => landDemo(there, join(home(), 'demo'), waitMs)),
    take('registering the model', () => readyModel(laptop, there)),
  ])
  const job = await take('starting the job of predictions', () => startJob(laptop))
  await take('the join', () => showJoin(there))
  const mispredicted = await take('the prediction', () => showPrediction(laptop))
  const misscored = job && (await take('the job of predictions', () => showJob(laptop, there, job)))
  if (!once) {
    for (const lie of [mispredicted, misscored].flatMap((each) => each ?? [])) say(`\n✗ ${lie}`)
    say(invitation(laptop))
    await ended
    throw new Ended()
  }
  say('\nChecking every step against what the files themselves contain:\n')
  const lying = landed && (await take('the checks', () => lies(there, landed)))
  say(`  ${isTrue(mispredicted) ? '✓' : '✗'} the prediction is the one that the trainer made`)
  say(`  ${isTrue(misscored) ? '✓' : '✗'} every row of the job's query is predicted once`)
  await stop()
  const found = [...failed, ...[lying, mispredicted, misscored].flatMap((each) => each ?? [])]
  for (const lie of found) say(`\nLIE: ${lie}`)
  if (found.length === 0) say('\nEvery step told the truth.')
  return found.length === 0 ? 0 : 1
}

const isTrue = (lies: string[] | undefined): boolean => lies?.length === 0

/** The laptop's process has ended, whoever wanted it. */
class Ended extends Error {
  override name = 'Ended'
}

/** Steps that may fail: what is given back is undefined then, and `failed` says which and why. Throws Ended. */
function openSteps(ended: Promise<void>) {
  const failed: string[] = []
  const end = ended.then((): never => {
    throw new Ended()
  })
  end.catch(() => {})
  return {
    failed,
    async take<T>(name: string, step: () => Promise<T>): Promise<T | undefined> {
      try {
        return await Promise.race([step(), end])
      } catch (error) {
        if (error instanceof Ended) throw error
        const why = `${name}: ${error instanceof Error ? error.message : error}`
        failed.push(why)
        say(`\n✗ ${why}\n`)
        return undefined
      }
    },
  }
}

/** The token is behind the #: a browser keeps it to itself. */
const pageOf = ({ api, token }: Laptop): string => `${api}/#token=${token}`

function invitation(laptop: Laptop): string {
  const variables = Object.entries(laptopEnvironment(laptop))
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `export ${name}=${value}`)
  const { raw, work } = laptop.buckets
  return `
Point any AWS client at it:

${variables.join('\n')}

npx hypatia sql "SELECT * FROM lake.faa_airports LIMIT 5"
npx hypatia land <file> --source you --dataset things
aws s3 ls s3://${raw}/ --recursive
aws athena list-databases --catalog-name AwsDataCatalog
python3 -c "import boto3; print(boto3.client('glue').get_tables(DatabaseName='${laptop.databases.lake}')['TableList'][0]['Name'])"
python3 -c "from pyathena import connect; print(connect(work_group='${laptop.workgroup}', s3_staging_dir='s3://${work}/athena/').cursor().execute('SELECT count(*) FROM lake.bts_flights').fetchall())"
curl --aws-sigv4 aws:amz:${laptop.region}:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' "$AWS_ENDPOINT_URL/${raw}?list-type=2&max-keys=3"

The REST API (docs/api.md), with the token of ${join(home(), 'laptop.json')}:

export HYPATIA_TOKEN=${laptop.token}
curl -H "Authorization: Bearer $HYPATIA_TOKEN" "${laptop.api}/v1/datasets/faa_airports/rows?where=state:eq:AK&limit=3"
curl -H "Authorization: Bearer $HYPATIA_TOKEN" "${laptop.api}/v1/models/late"

The dashboard, signed in: a moment ago these files were no tables.

${pageOf(laptop)}

Everything is in ${home()}/ and stays there; \`npm start -- --fresh\` begins anew. Ctrl-C stops it.`
}

try {
  process.exitCode = await start()
} catch (error) {
  if (!(error instanceof NotBooted || error instanceof Usage)) throw error
  say(error.message)
  process.exitCode = 1
}
