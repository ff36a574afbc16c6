/** `serverless offline`: the laptop behind the functions, and the pollers that feed them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Poller, startPoller } from '../lambda/poller.ts'
import { type Laptop, startLaptop } from '../laptop.ts'
import { endpointsOf } from '../sagemaker/endpoints.ts'
import type { Stack } from '../template.ts'
import { openGate, originsAt } from '../wire/gate.ts'
import { type Functions, openFunctions } from './functions.ts'
import { passBytes } from './gatewaybodies.ts'
import { sayAsGateway } from './gatewayresponses.ts'
import { inFolder, unpackImages } from './images.ts'
import { forgetAws } from './packaging.ts'
import { buildPage, servePage } from './page.ts'
import type { Esbuild, Log, Serverless, ServerlessFunction } from './serverless.ts'

export class Offline {
  readonly #serverless: Serverless
  readonly #log: Log
  #laptop: Laptop | undefined
  #stack: Stack | undefined
  #functions: Functions | undefined
  #pollers: Poller[] = []
  #origin: (() => void)[] = []
  #built: Promise<unknown> | undefined

  constructor(serverless: Serverless, log: Log) {
    this.#serverless = serverless
    this.#log = log
  }

  /** Before the functions are bundled: the template in memory, the laptop, each function's environment. */
  async prepare(): Promise<void> {
    const { serviceDir, service } = this.#serverless
    this.#built = buildPage(serviceDir) // beside the rest of the start, in a process of its own
    const layerFolders = takeLayers(this.#serverless)
    await compileTemplate(this.#serverless)
    const imageFolders = unpackImages(this.#serverless)
    forgetAws()
    const api = apiOf(this.#serverless)
    const origins = new Set(api ? originsAt(new URL(api).port) : [])
    this.#origin.push(openGate(origins))
    const home = resolve(process.env.HYPATIA_HOME || join(serviceDir, '.hypatia'))
    const laptop = await startLaptop({
      home,
      port: Number(process.env.HYPATIA_AWS_PORT || 4566),
      fresh: Boolean(process.env.HYPATIA_FRESH),
      repair: Boolean(process.env.HYPATIA_REPAIR),
      region: service.provider.region,
      endpoints: endpointsOf(process.env.HYPATIA_ENDPOINTS),
    })
    this.#laptop = laptop
    const { compiledCloudFormationTemplate: template, stage } = service.provider
    this.#stack = laptop.apply(template, `${service.service}-${stage}`)
    for (const { id, type } of this.#stack.ignored) {
      this.#log.warning(`${id} (${type}) is left out on the laptop`)
    }
    const named = this.#stack.buckets.flatMap(({ cors }) => cors.flatMap((rule) => rule.origins))
    for (const origin of named) if (!origin.includes('*')) origins.add(origin)
    process.env.ORT_DISABLE_TELEMETRY = '1' // a library reads it of the process, not of a function's thread
    const temporary = join(home, 'tmp')
    rmSync(temporary, { recursive: true, force: true })
    mkdirSync(temporary)
    this.#setEnvironments(
      this.#stack,
      { TMPDIR: temporary, ...awsEnvironment(laptop), ...issuerEnvironment(laptop) },
      [...layerFolders, ...imageFolders],
    )
    service.custom = {
      ...service.custom,
      'serverless-offline': {
        ...service.custom?.['serverless-offline'],
        lambdaPort: socketIn(temporary),
        host: '127.0.0.1',
      },
    }
  }

  /** Once the functions can run: what waits in the queues is delivered. */
  async start(): Promise<void> {
    const laptop = this.#laptop
    const stack = this.#stack
    if (!laptop || !stack) return
    const functions = await openFunctions(this.#serverless)
    this.#functions = functions
    this.#pollers = stack.mappings.map((mapping) =>
      startPoller(mapping, {
        queues: laptop.queues,
        invoke: functions.invoke,
        onError: (error, { functionName }) => this.#log.error(`${functionName}: ${error}`),
      }),
    )
    const api = apiOf(this.#serverless)
    const unbuilt = await this.#built
    if (unbuilt) this.#log.error(`The dashboard is not built: ${unbuilt}`)
    if (api) this.#serveOrigin(Number(new URL(api).port), laptop.endpoint)
    laptop.announce(stack, api)
    this.#log.notice(
      `The laptop is up: AWS at ${laptop.endpoint}${api ? `, the API at ${api}` : ''}`,
    )
  }

  /** What is in front of serverless-offline at the API's port. */
  #serveOrigin(port: number, s3: string): void {
    const folder = join(this.#serverless.serviceDir, 'dashboard', 'dist')
    this.#origin.push(servePage({ port, folder, s3 }), sayAsGateway(port), passBytes(port))
  }

  /** The code has changed. */
  renew(): void {
    this.#functions?.renew()
  }

  async close(): Promise<void> {
    for (const end of this.#origin) end()
    await Promise.all(this.#pollers.map((poller) => poller.close()))
    await this.#functions?.close()
    await this.#laptop?.close()
    await esbuildOf(this.#serverless)?.disposeContexts()
  }

  /** As CloudFormation would set it, with the laptop's own in addition. */
  #setEnvironments(stack: Stack, laptopOwn: Record<string, string>, folders: string[]): void {
    const { functions, provider } = this.#serverless.service
    provider.environment = {}
    const declared = new Map(stack.functions.map(({ name, environment }) => [name, environment]))
    for (const fn of Object.values(functions)) {
      const entries = Object.entries(declared.get(fn.name) ?? {})
      const local = entries.map(([name, value]) => [name, inFolder(value, folders)])
      fn.environment = { ...Object.fromEntries(local), ...laptopOwn }
    }
  }
}

/** On a laptop the functions find their packages in node_modules: no layer is packed. */
function takeLayers({ service, serviceDir }: Serverless): string[] {
  const folders = Object.values(service.layers ?? {}).map(({ path = '' }) => join(serviceDir, path))
  service.layers = {}
  for (const fn of Object.values(service.functions)) delete fn.layers
  return folders
}

/** Leaves the compiled template in memory. Nothing is bundled for it: offline does that, and once is enough. */
async function compileTemplate({ service, pluginManager }: Serverless): Promise<void> {
  const { hooks } = pluginManager
  const kept = { ...hooks }
  for (const event of [...bundling, saving]) hooks[event] = []
  const functions = Object.values(service.functions).filter(({ image }) => image === undefined)
  for (const fn of functions) fn.package = { ...fn.package, artifact: anyFile }
  await pluginManager.spawn('package')
  Object.assign(hooks, kept)
  for (const fn of functions) delete fn.package?.artifact
  for (const { events } of Object.values(service.functions)) {
    // Packaging has given each authorizer its ARN: offline takes one that has it for somebody else's.
    for (const { http } of events ?? []) delete http?.authorizer?.arn
  }
}

/** Where serverless-esbuild comes in. */
const bundling = ['before', 'after'].map((at) => `${at}:package:createDeploymentArtifacts`)

/** Where osls writes down what a deployment would need. */
const saving = 'aws:package:finalize:saveServiceState'

/** In the place of each bundle: packaging wants a file that is there. */
const anyFile = import.meta.filename

function esbuildOf({ pluginManager }: Pick<Serverless, 'pluginManager'>): Esbuild | undefined {
  return pluginManager.plugins.find((plugin): plugin is Esbuild => 'disposeContexts' in plugin)
}

function awsEnvironment({ endpoint, credentials }: Laptop): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
}

/** In the place of the user pool that signs on AWS; people sign in by the link that is printed. */
const issuerEnvironment = ({ issuerUrl, issuer }: Laptop): Record<string, string> => ({
  CLIENTS: issuer.clientId,
  SIGN_IN_AUTHORIZE_URL: '',
  SIGN_IN_TOKEN_URL: '',
  SIGN_IN_CLIENT_ID: '',
  ISSUER: issuerUrl,
  JWKS_URL: `${issuerUrl}/.well-known/jwks.json`,
})

/**
 * serverless-offline invokes functions for whoever asks its Lambda port, without a token. Nobody here asks: it is a file
 * in a folder of our own, and no port at all.
 */
function socketIn(folder: string): string {
  const path = join(folder, 'lambda')
  return path.length < socketPathMax
    ? path
    : join(mkdtempSync(join(tmpdir(), 'hypatia-')), 'lambda')
}

/** Of sockaddr_un: 104 bytes on macOS, 108 on Linux. */
const socketPathMax = 100

function apiOf({ service }: Serverless): string | null {
  const hasRoute = ({ events = [] }: ServerlessFunction) =>
    events.some(({ http }) => http !== undefined)
  if (!Object.values(service.functions).some(hasRoute)) return null
  return `http://127.0.0.1:${service.custom?.['serverless-offline']?.httpPort ?? 3000}`
}
