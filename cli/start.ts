/**
 * `npm start`: the whole pipeline on this machine, real data on its way through it, and the lines that point other
 * clients at it. `-- --once` checks every step against the files and ends; `-- --fresh` begins anew.
 */
import { join } from 'node:path'
import { QueryFailed } from '../aws/athena.ts'
import { type Booted, boot, NotBooted } from './boot.ts'
import { helpOf, parsed } from './command.ts'
import { showJob, startJob } from './demo/batch.ts'
import { landDemo, lies, showJoin } from './demo/demo.ts'
import { readyModel, showPrediction } from './demo/prediction.ts'
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
  const booted = await boot({ fresh: values.fresh === true })
  process.once('SIGINT', booted.stop)
  process.once('SIGTERM', booted.stop)
  const tookMs = performance.now() - startedAt
  say(`Hypatia is up (${msText(tookMs)}). Open it, signed in:\n\n  ${pageOf(booted.laptop)}\n`)
  say('Landing real data:\n')
  try {
    return await show(booted, values.once === true)
  } catch (error) {
    await booted.stop() // nothing keeps running behind a terminal that has ended
    throw error
  }
}

/** The demo; then it stays up, or checks what it showed. The number of the process's end. */
async function show({ laptop, ended, stop }: Booted, once: boolean): Promise<number> {
  const there = settings()
  const [landed] = await Promise.all([
    landDemo(there, join(home(), 'demo')),
    readyModel(laptop, there),
  ])
  const job = await startJob(laptop)
  await showJoin(there)
  const mispredicted = await showPrediction(laptop)
  const misscored = await showJob(laptop, there, job)
  if (!once) {
    say(invitation(laptop))
    await ended
    return 0
  }
  say('\nChecking every step against what the files themselves contain:\n')
  const found = [...(await lies(there, landed)), ...mispredicted, ...misscored]
  say(`  ${mispredicted.length === 0 ? '✓' : '✗'} the prediction is the one that the trainer made`)
  say(`  ${misscored.length === 0 ? '✓' : '✗'} every row of the job's query is predicted once`)
  await stop()
  for (const lie of found) say(`\nLIE: ${lie}`)
  if (found.length === 0) say('\nEvery step told the truth.')
  return found.length === 0 ? 0 : 1
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
  if (!(error instanceof NotBooted || error instanceof QueryFailed || error instanceof Usage))
    throw error
  say(error.message)
  process.exitCode = 1
}
