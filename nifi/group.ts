/** A flow as NiFi's process group: one tree that both an upload and `flow.json.gz` take, since both ids are the same. */
import type { Kind, Place, Processor, Service, Value } from './component.ts'
import { type Connection, type Flow, failure } from './flow.ts'
import { identifier } from './identifier.ts'

/** Of the bundles named in the JSON; a newer NiFi takes its own in their place. */
const nifiVersion = '2.3.0'
export const contextName = 'hypatia'

const columnPixels = 640 // a box and the label of a connection beside it
const rowPixels = 220
const backPressure = {
  backPressureObjectThreshold: 10_000,
  backPressureDataSizeThreshold: '1 GB',
}

const same = (path: string) => ({
  identifier: identifier(path),
  instanceIdentifier: identifier(path),
})
const positionOf = ([column, row]: Place) => ({ x: column * columnPixels, y: row * rowPixels })
const bundleOf = ({ artifact }: Kind) => ({
  group: 'org.apache.nifi',
  artifact,
  version: nifiVersion,
})

/** `isRunning`: it starts with NiFi. */
export function processGroup(flow: Flow, place: Place, isRunning: boolean) {
  const { name, engine } = flow
  const group = identifier(name)
  const isStateless = engine === 'stateless'
  // A stateless group is started, its processors are merely enabled.
  const scheduled = (own: boolean) => (isRunning && own ? 'RUNNING' : 'ENABLED')
  return {
    ...same(name),
    name,
    comments: flow.says,
    position: positionOf(place),
    ...{ processGroups: [], remoteProcessGroups: [], inputPorts: [], funnels: [] },
    outputPorts: isStateless ? [failurePort(name)] : [],
    labels: [label(flow)],
    processors: Object.entries(flow.processors).map(([own, made]) => ({
      ...processorOf(flow, own, made),
      scheduledState: scheduled(!isStateless),
      groupIdentifier: group,
    })),
    controllerServices: Object.entries(flow.services).map(([own, made]) => ({
      ...serviceOf(name, own, made),
      groupIdentifier: group,
    })),
    connections: flow.connections.map((made) => connectionOf(flow, made)),
    parameterContextName: flow.context ?? contextName,
    defaultFlowFileExpiration: '0 sec',
    defaultBackPressureObjectThreshold: backPressure.backPressureObjectThreshold,
    defaultBackPressureDataSizeThreshold: backPressure.backPressureDataSizeThreshold,
    executionEngine: isStateless ? 'STATELESS' : 'STANDARD',
    maxConcurrentTasks: 1, // two runs at once would land the same files twice
    statelessFlowTimeout: '30 min', // a run may be a whole directory; each request has its own limit
    scheduledState: scheduled(isStateless),
    flowFileConcurrency: 'UNBOUNDED',
    flowFileOutboundPolicy: 'STREAM_WHEN_AVAILABLE',
    componentType: 'PROCESS_GROUP',
  }
}

const textOf = (flow: string, value: Value): string =>
  typeof value === 'string' ? value : serviceId(flow, value.service)
const serviceId = (flow: string, name: string): string => identifier(`${flow}/svc/${name}`)
const processorId = (flow: string, name: string): string => identifier(`${flow}/proc/${name}`)
const failureId = (flow: string): string => identifier(`${flow}/out/${failure}`)

function processorOf(flow: Flow, name: string, made: Processor) {
  const { kind, at, properties = {}, dynamic = {}, sensitive = [], ends = [], retries = [] } = made
  const own = Object.entries(properties).map(([key, value]) => {
    if (typeof value === 'object' && !flow.services[value.service])
      throw new Error(`${flow.name}: "${name}" wants a service "${value.service}"`)
    return [key, textOf(flow.name, value ?? '')]
  })
  const descriptor = (key: string) => ({
    ...{ name: key, displayName: key, identifiesControllerService: false },
    ...{ sensitive: true, dynamic: true },
  })
  return {
    ...same(`${flow.name}/proc/${name}`),
    name,
    comments: '',
    position: positionOf(at),
    type: kind.type,
    bundle: bundleOf(kind),
    properties: { ...Object.fromEntries(own), ...dynamic },
    propertyDescriptors: Object.fromEntries(sensitive.map((key) => [key, descriptor(key)])),
    style: {},
    schedulingPeriod: made.period ?? '0 sec',
    schedulingStrategy: 'TIMER_DRIVEN',
    executionNode: 'ALL',
    penaltyDuration: made.penalty ?? '100 millis',
    yieldDuration: '100 millis',
    bulletinLevel: 'WARN',
    runDurationMillis: 0,
    concurrentlySchedulableTaskCount: made.tasks ?? 1,
    autoTerminatedRelationships: ends,
    retryCount: 1,
    retriedRelationships: retries,
    backoffMechanism: 'PENALIZE_FLOWFILE',
    maxBackoffPeriod: '10 mins',
    componentType: 'PROCESSOR',
  }
}

const serviceOf = (flow: string, name: string, { kind, properties }: Service) => ({
  ...same(`${flow}/svc/${name}`),
  name,
  comments: '',
  type: kind.type,
  bundle: bundleOf(kind),
  properties,
  propertyDescriptors: {},
  controllerServiceApis: [],
  scheduledState: 'ENABLED',
  bulletinLevel: 'WARN',
  componentType: 'CONTROLLER_SERVICE',
})

function connectionOf(flow: Flow, { from, relationships, to }: Connection) {
  const groupId = identifier(flow.name)
  const end = (name: string) => {
    const isPort = name === failure
    const id = isPort ? failureId(flow.name) : processorId(flow.name, name)
    const type = isPort ? 'OUTPUT_PORT' : 'PROCESSOR'
    return { id, type, groupId, name, comments: '', instanceIdentifier: id }
  }
  return {
    ...same(`${flow.name}/conn/${from}/${relationships.join('+')}/${to}`),
    name: '',
    source: end(from),
    destination: end(to),
    labelIndex: 0,
    zIndex: 0,
    selectedRelationships: relationships,
    ...backPressure,
    flowFileExpiration: '0 sec',
    prioritizers: [],
    bends: [],
    loadBalanceStrategy: 'DO_NOT_LOAD_BALANCE',
    partitioningAttribute: '',
    loadBalanceCompression: 'DO_NOT_COMPRESS',
    componentType: 'CONNECTION',
    groupIdentifier: groupId,
  }
}

const failurePort = (flow: string) => ({
  identifier: failureId(flow),
  instanceIdentifier: failureId(flow),
  name: failure,
  comments: '',
  position: positionOf([3, 4]),
  type: 'OUTPUT_PORT',
  concurrentlySchedulableTaskCount: 1,
  scheduledState: 'ENABLED',
  allowRemoteAccess: false,
  portFunction: 'FAILURE',
  componentType: 'OUTPUT_PORT',
  groupIdentifier: identifier(flow),
})

/** What the flow does, above it. */
const label = ({ name, says }: Flow) => ({
  ...same(`${name}/label`),
  label: says,
  position: { x: 0, y: -120 },
  width: 900,
  height: 60,
  zIndex: 0,
  style: { 'font-size': '14px', 'background-color': '#eef2f5' },
  componentType: 'LABEL',
  groupIdentifier: identifier(name),
})
