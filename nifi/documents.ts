/** What NiFi reads: a definition a flow, for upload; all of them with their parameters, for `flow.json.gz`. */
import type { Parameter } from './component.ts'
import type { Flow } from './flow.ts'
import { contextName, processGroup } from './group.ts'
import { identifier } from './identifier.ts'

const threads = 64 // most of them wait for a sender or an answer

interface ContextParameter {
  name: string
  description: string
  sensitive: boolean
  provided: boolean
  value: string | null
}

const context = (parameters: ContextParameter[]) => ({
  identifier: identifier('ctx/hypatia'),
  instanceIdentifier: identifier('ctx/hypatia'),
  name: contextName,
  description: 'Filled in at start, from the environment',
  parameters,
  inheritedParameterContexts: [],
  componentType: 'PARAMETER_CONTEXT',
})

const parameterWith = (parameter: Parameter, value: string | null): ContextParameter => ({
  name: parameter.name,
  description: parameter.description,
  sensitive: parameter.sensitive ?? false,
  provided: false,
  value,
})

/** Each once, in their order. */
export const parametersOf = (flows: Flow[]): Parameter[] => [
  ...new Map(flows.flatMap(({ parameters }) => parameters).map((one) => [one.name, one])).values(),
]

/** As `POST /nifi-api/process-groups/{id}/process-groups/upload` takes it; values are set by hand afterwards. */
export const definitionOf = (flow: Flow) => ({
  flowContents: processGroup(flow, [0, 0], false),
  externalControllerServices: {},
  parameterContexts: {
    [contextName]: context(
      flow.parameters.map((one) => parameterWith(one, one.sensitive ? null : (one.default ?? ''))),
    ),
  },
  parameterProviders: {},
  flowEncodingVersion: '1.0',
  latest: false,
})

/** What a value is before it is filled in: `env:NAME`, or `env:NAME=default`. */
const placeholder = ({ variable, default: otherwise }: Parameter): string =>
  `env:${variable}${otherwise === undefined ? '' : `=${otherwise}`}`

/** As `conf/flow.json.gz` holds it, before its parameters are filled in. */
export const dataflowOf = (flows: Flow[]) => ({
  encodingVersion: { majorVersion: 2, minorVersion: 0 },
  maxTimerDrivenThreadCount: threads,
  ...{ registries: [], parameterProviders: [], controllerServices: [] },
  ...{ reportingTasks: [], flowAnalysisRules: [] },
  parameterContexts: [
    context(parametersOf(flows).map((one) => parameterWith(one, placeholder(one)))),
  ],
  rootGroup: {
    ...root,
    processGroups: flows.map((flow, i) => ({
      ...processGroup(flow, [i, 0], true),
      groupIdentifier: root.identifier,
    })),
  },
})

export type Dataflow = ReturnType<typeof dataflowOf>

const root = {
  identifier: identifier('root'),
  instanceIdentifier: identifier('root'),
  name: 'Hypatia',
  comments:
    'Brings files in. Built from nifi/ in the repository: what is changed here lasts as long as this NiFi.',
  position: { x: 0, y: 0 },
  ...{ remoteProcessGroups: [], processors: [], inputPorts: [], outputPorts: [] },
  ...{ connections: [], labels: [], funnels: [], controllerServices: [] },
  defaultFlowFileExpiration: '0 sec',
  defaultBackPressureObjectThreshold: 10_000,
  defaultBackPressureDataSizeThreshold: '1 GB',
  executionEngine: 'STANDARD',
  maxConcurrentTasks: 1,
  statelessFlowTimeout: '1 min',
  scheduledState: 'ENABLED',
  flowFileConcurrency: 'UNBOUNDED',
  flowFileOutboundPolicy: 'STREAM_WHEN_AVAILABLE',
  componentType: 'PROCESS_GROUP',
}
