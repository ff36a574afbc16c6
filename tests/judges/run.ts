/**
 * `npm run judge`: clients and engines that are not ours, against a laptop with the demo's data. Each prints its
 * claims, `ok …` or `not ok …`; one that lacks what it needs is skipped by name. `--json FILE` writes the tally.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { boot } from '../../cli/boot.ts'
import { landDemo } from '../../cli/demo/demo.ts'
import { readyModel } from '../../cli/demo/prediction.ts'
import { laptopEnvironment, settings } from '../../cli/settings.ts'
import { lacking } from '../../nifi/engine/assemble.ts'
import { packageService } from '../infra/packaged.ts'
import { hear, type Judge, type Tally } from './hear.ts'

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hypatia-judges')
const python = join(cache, 'python', 'bin', 'python')
const ministackPython = join(cache, 'ministack', 'bin', 'python') // it pins botocore
const athenaPython = join(cache, 'athena', 'bin', 'python') // awswrangler wants an older pyarrow
const kservePython = join(cache, 'kserve', 'bin', 'python') // it wants an older pandas, and brings 450 MB
const here = import.meta.dirname
const trinoPort = '18480'
const installMs = 600_000 // a server that does not answer is no reason to wait for ever

const tally: Tally = { passed: 0, failed: 0, skipped: [] }

const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0

/** A virtual environment with pinned clients, kept between runs. */
function pythonLacks(python: string, requirements: string): string | undefined {
  if (!isThere('python3')) return 'no python3'
  try {
    if (!existsSync(python))
      execFileSync('python3', ['-m', 'venv', dirname(dirname(python))], {
        stdio: 'ignore',
        timeout: installMs,
      })
    const pip = [
      '-m',
      'pip',
      'install',
      '-q',
      '--disable-pip-version-check',
      '-r',
      join(here, requirements),
    ]
    execFileSync(python, pip, { stdio: ['ignore', 'ignore', 'pipe'], timeout: installMs })
    return undefined
  } catch (error) {
    return `its packages could not be installed (${String(error).split('\n')[0]})`
  }
}

/** Trino 476 wants Java 24 or newer. */
function javaHome(): string | undefined {
  const candidates = [process.env.JAVA_HOME, ...folders('/usr/lib/jvm')].filter(
    (home) => home !== undefined,
  )
  return candidates.find((home) => {
    const { stderr } = spawnSync(join(home, 'bin', 'java'), ['-version'], { encoding: 'utf8' })
    return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0) >= 24
  })
}
const folders = (path: string): string[] =>
  existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : []

function trinoLacks(): string | undefined {
  if (!isThere('mvn')) return 'no mvn'
  return javaHome() ? undefined : 'no Java 24 or newer'
}

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' } } })
mkdirSync(cache, { recursive: true })
process.env.HYPATIA_HOME = mkdtempSync(join(tmpdir(), 'hypatia-judges-'))

const packaged = packageService()
const { laptop, stop } = await boot({ fresh: true })
const there = settings()
Object.assign(process.env, laptopEnvironment(laptop), {
  HYPATIA_RAW_BUCKET: there.rawBucket,
  HYPATIA_WORK_BUCKET: there.workBucket,
  HYPATIA_MODELS_BUCKET: there.modelsBucket,
  HYPATIA_RAW_DATABASE: there.rawDatabase,
  HYPATIA_LAKE_DATABASE: there.lakeDatabase,
  HYPATIA_WORKGROUP: there.workgroup,
  PATH: `${join(cache, 'python', 'bin')}:${process.env.PATH}`,
})
await landDemo(there, join(process.env.HYPATIA_HOME, 'demo'))
await readyModel(laptop, there)

const lacksPython = pythonLacks(python, 'requirements.txt')
const lacksTrino = lacksPython ?? trinoLacks()
const ofPython = (name: string, script: string, minutesMax = 5): Judge => ({
  name,
  lacks: lacksPython,
  minutesMax,
  command: [python, join(here, script)],
})
const trinoServer = (verb: string) => (): void => {
  const env = { ...process.env, TRINO_PORT: trinoPort, JAVA_HOME: javaHome() }
  execFileSync(join(here, 'trino', 'server.sh'), [cache, verb], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: installMs,
    env,
  })
}
process.env.TRINO_PORT = trinoPort

const lacksImages =
  isThere('buildah') && isThere('bwrap') ? undefined : 'no buildah or no bubblewrap'

const judges: Judge[] = [
  ofPython('boto3', 'boto.py'),
  {
    name: 'aws CLI',
    lacks: lacksPython,
    minutesMax: 5,
    command: ['bash', join(here, 'aws_cli.sh')],
  },
  ofPython('PyAthena', 'pandas_cursor.py'),
  {
    name: 'awswrangler',
    get lacks() {
      return pythonLacks(athenaPython, 'requirements-athena.txt')
    },
    minutesMax: 5,
    command: [athenaPython, join(here, 'athena_writes.py')],
  },
  ofPython('PyIceberg', 'iceberg.py'),
  {
    ...ofPython('schemathesis', 'contract.py', 20),
    command: [python, join(here, 'contract.py'), laptop.api, laptop.token],
  },
  {
    ...ofPython('cfn-lint', 'cfn_lint.py'),
    command: [python, join(here, 'cfn_lint.py'), packaged.templateFile],
  },
  {
    ...ofPython('formats', 'formats.py'), // before Trino, which reads its tables, too
    command: [python, join(here, 'formats.py'), laptop.api, laptop.token],
  },
  {
    ...ofPython('Trino', 'trino_rows.py'),
    lacks: lacksTrino,
    before: trinoServer('start'),
    after: trinoServer('stop'),
  },
  {
    name: 'TypeScript client',
    lacks: undefined,
    minutesMax: 5,
    command: [process.execPath, join(here, 'clients.ts')],
  },
  {
    name: 'Python client',
    lacks: isThere('python3') ? undefined : 'no python3',
    minutesMax: 5,
    command: [process.execPath, join(here, 'clients.ts'), 'python3'],
  },
  {
    name: 'tritonclient',
    lacks: lacksPython,
    minutesMax: 5,
    command: [python, join(here, 'triton.py'), new URL(laptop.api).host, laptop.token],
  },
  {
    name: 'kserve',
    get lacks() {
      return pythonLacks(kservePython, 'requirements-kserve.txt')
    },
    minutesMax: 5,
    command: [kservePython, join(here, 'kserve_client.py'), laptop.api, laptop.token],
  },
  {
    name: 'ministack',
    get lacks() {
      if (!isThere('bwrap')) return 'no bubblewrap'
      return pythonLacks(ministackPython, 'requirements-ministack.txt')
    },
    minutesMax: 10,
    command: [ministackPython, join(here, 'ministack.py'), packaged.folder],
  },
  {
    name: 'predict image',
    lacks: lacksImages,
    minutesMax: 10,
    command: [process.execPath, join(here, 'image.ts')],
  },
  {
    name: 'NiFi',
    lacks: lacking(),
    minutesMax: 20,
    command: [process.execPath, join(here, 'nifi.ts')],
  },
  {
    name: 'NiFi image',
    lacks: lacksImages,
    minutesMax: 10,
    command: [process.execPath, join(here, 'nifiimage.ts')],
  },
]
try {
  for (const judge of judges)
    if (!values.only || judge.name === values.only) await hear(judge, tally)
} finally {
  await stop()
  rmSync(packaged.folder, { recursive: true, force: true })
  rmSync(process.env.HYPATIA_HOME, { recursive: true, force: true })
}
console.log(
  `judges: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`,
)
if (values.json) writeFileSync(values.json, JSON.stringify(tally))
process.exitCode = tally.failed > 0 ? 1 : 0
