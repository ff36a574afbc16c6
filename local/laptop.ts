/** The other end of the wire, whole: what AWS does for the pipeline, in one process on one port. */
import { openEngine } from './athena/engine/engine.ts'
import { type NamedQueries, openNamedQueries } from './athena/namedqueries.ts'
import { athenaService } from './athena/service.ts'
import type { WorkGroups } from './athena/workgroups.ts'
import { cloudFormationService } from './cloudformation/service.ts'
import type { Template } from './cloudformation/stack.ts'
import { type Credentials, credentialsOf } from './credentials.ts'
import { type Catalog, openCatalog } from './glue/catalog.ts'
import { glueService } from './glue/service.ts'
import { type Home, LaptopError, takeHome } from './home.ts'
import { type Issuer, issuerAt, openIssuer } from './issuer/issuer.ts'
import { issuerKeysOf } from './issuer/keys.ts'
import { corsOf } from './s3/cors.ts'
import { s3Service } from './s3/service.ts'
import { openStore, type Store, type StoreOptions } from './s3/store.ts'
import type { Endpoints } from './sagemaker/endpoints.ts'
import { sagemakerService } from './sagemaker/service.ts'
import { openQueues, type Queues } from './sqs/queues.ts'
import { sqsService } from './sqs/service.ts'
import { openState, type State } from './state.ts'
import { stsService } from './sts/service.ts'
import { readTemplate, type Stack } from './template.ts'
import { checkDatabase } from './wholeness.ts'
import { type Server, type ServerOptions, startServer } from './wire/server.ts'
import { accountId } from './wire/service.ts'

export interface LaptopOptions {
  home: string
  /** 0 takes any free port. */
  port: number
  /** Begins with nothing. */
  fresh?: boolean
  /** Moves a database that is damaged aside, and tells the objects from their journal. */
  repair?: boolean
  region?: string
  /** SageMaker's, by their names: the addresses of servers that answer POST /invocations. */
  endpoints?: Endpoints
}

export interface Laptop {
  /** `http://127.0.0.1:<port>`, for every service. */
  endpoint: string
  region: string
  credentials: Credentials
  /** Makes tokens for the API; `issuerUrl` is its name in them. */
  issuer: Issuer
  issuerUrl: string
  state: State
  store: Store
  queues: Queues
  catalog: Catalog
  workGroups: WorkGroups
  /** Creates what the template declares, or brings what is there to it; tells what it read. */
  apply(template: Template, stackName?: string): Stack
  /** Writes `laptop.json`: from now on scripts find this laptop. */
  announce(stack: Stack, api?: string | null): void
  close(): Promise<void>
}

/** Throws LaptopError when the home or the port is taken, or the database is damaged. */
export async function startLaptop(options: LaptopOptions): Promise<Laptop> {
  const { port, region = 'eu-central-1' } = options
  const home = takeWhole(options)
  const state = openState(options.home)
  const queues = openQueues(state, { region })
  const store = storeOf(state, queues)
  const catalog = openCatalog(state)
  const engine = openEngine({ store, catalog })
  const ours: Wing['ours'] = { databases: new Set(), buckets: new Set(), open: new Map() }
  const athena = athenaService({ state, store, catalog, engine, ours })
  const namedQueries = openNamedQueries(state.database)
  const credentials = credentialsOf(state)
  const keys = await issuerKeysOf(state)
  const issuer = openIssuer(keys)
  const cors = corsOf(store)
  const open: ServerOptions['open'] = async (...asked) =>
    (await issuer.answer(...asked)) || cors(...asked)
  const services = [
    ...[s3Service(store), sqsService(queues), glueService(catalog), athena],
    ...[sagemakerService(options.endpoints ?? {}), stsService(), cloudFormationService()],
  ]
  const closeParts = async () => {
    queues.close()
    await engine.close()
    state.close()
    home.release()
  }
  const { durable } = state
  const listening = listen({ port, services, open, durable }, credentials)
  const server = await listening.catch(async (error) => {
    await closeParts()
    throw error
  })
  const [{ endpoint }, { workGroups }] = [server, athena]
  const issuerUrl = issuerAt(endpoint)
  const token = await issuer.token(issuerUrl, { seconds: tokenSeconds })
  return {
    ...{ endpoint, region, credentials, issuer, issuerUrl },
    ...{ state, store, queues, catalog, workGroups },
    apply(template, stackName = 'hypatia-laptop') {
      const stack = readTemplate(template, { region, accountId, endpoint, stackName })
      create(stack, { region, store, queues, catalog, workGroups, namedQueries, ours })
      return stack
    },
    announce(stack, api = null) {
      const [workGroup] = stack.workGroups
      home.announce({
        pid: process.pid,
        api,
        aws: endpoint,
        region,
        ...credentials,
        token,
        issuer: {
          url: issuerUrl,
          tokenUrl: `${issuerUrl}/oauth2/token`,
          clientId: keys.clientId,
          clientSecret: keys.clientSecret,
        },
        buckets: namesOf(stack.buckets, 'Bucket'),
        databases: namesOf(stack.databases, 'Database'),
        workgroup: workGroup?.name ?? 'primary',
      })
    },
    async close() {
      await server.close()
      await closeParts()
    },
  }
}

/** Its events go to the queues, and its time is theirs. */
function storeOf(state: State, queues: Queues): Store {
  const send: StoreOptions['send'] = (queueArn, body) => queues.send(queueArn, { body })
  return openStore(state, { send, now: queues.now })
}

/** Throws LaptopError where the home is another's, or its database is damaged. */
function takeWhole({ home, fresh = false, repair = false }: LaptopOptions): Home {
  const taken = takeHome(home, { fresh })
  try {
    checkDatabase(home, repair)
    return taken
  } catch (error) {
    taken.release()
    throw error
  }
}

/** Of the token in laptop.json: a month, or until the laptop starts again. */
const tokenSeconds = 30 * 86_400

async function listen(
  options: Omit<ServerOptions, 'credentials'>,
  { accessKeyId, secretAccessKey }: Credentials,
): Promise<Server> {
  try {
    return await startServer({ ...options, credentials: [{ accessKeyId, secretAccessKey }] })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new LaptopError(
      `Port ${options.port} is taken. Set HYPATIA_AWS_PORT to a free one, or stop what listens there.`,
      { cause: error },
    )
  }
}

type Wing = Pick<Laptop, 'region' | 'store' | 'queues' | 'catalog' | 'workGroups'> & {
  namedQueries: NamedQueries
  ours: { databases: Set<string>; buckets: Set<string>; open: Map<string, string> }
}

function create(stack: Stack, wing: Wing): void {
  const { region, store, queues, catalog, workGroups, namedQueries, ours } = wing
  keepOurs(stack, ours)
  for (const { name, attributes } of stack.queues) {
    if (queues.has(name)) queues.setAttributes(name, attributes)
    else queues.create(name, attributes)
  }
  for (const { name, versioning, notifications, cors } of stack.buckets) {
    if (!store.buckets.has(name)) store.createBucket(name, { region, versioning })
    const bucket = store.buckets.change(name, { versioning, cors })
    const isSet = JSON.stringify(bucket.notifications) === JSON.stringify(notifications)
    if (!isSet) store.setNotifications(name, notifications)
  }
  const defaultDatabase = { Name: 'default', Description: 'Default Hive database' }
  if (!catalog.getDatabases().some(({ Name }) => Name === 'default')) {
    catalog.createDatabase(defaultDatabase)
  }
  const databases = new Set(catalog.getDatabases().map(({ Name }) => Name))
  for (const { name, input } of stack.databases) {
    if (databases.has(name)) catalog.updateDatabase(name, input)
    else catalog.createDatabase(input)
  }
  const groups = new Set(workGroups.listWorkGroups().map(({ Name }) => Name))
  for (const { name, input } of stack.workGroups) {
    if (groups.has(name)) workGroups.deleteWorkGroup(name)
    workGroups.createWorkGroup(input)
  }
  for (const { id, name, input } of stack.namedQueries) {
    const { Database, QueryString, WorkGroup = 'primary' } = input as Record<string, string>
    const query = { Database: String(Database), QueryString: String(QueryString), WorkGroup }
    namedQueries.put({ NamedQueryId: id, Name: name, ...query })
  }
}

/**
 * Statements of others leave it as it is: every table of the stack's databases, every file of lake and models, and of
 * work all but results.
 */
function keepOurs(stack: Stack, ours: Wing['ours']): void {
  for (const { name } of stack.databases) ours.databases.add(name.toLowerCase())
  const { lake, models, work } = namesOf(stack.buckets, 'Bucket')
  if (work !== undefined) ours.open.set(work, 'athena/')
  for (const name of [lake, models]) if (name !== undefined) ours.buckets.add(name)
}

/** `RawBucket` is known as `raw`, `LakeDatabase` as `lake`. */
function namesOf(declared: { id: string; name: string }[], kind: string): Record<string, string> {
  const entries = declared.map(({ id, name }) => [id.replace(kind, '').toLowerCase(), name])
  return Object.fromEntries(entries)
}
