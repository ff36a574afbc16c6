/** What a compiled CloudFormation template declares of the things that a laptop has. */
import { resolverOf } from './cloudformation/intrinsics.ts'
import { physicalName } from './cloudformation/resource.ts'
import {
  type NamedResource,
  type Place,
  type Template,
  TemplateError,
} from './cloudformation/stack.ts'
import type { Mapping } from './lambda/poller.ts'
import type { CorsRule, QueueTarget } from './s3/bucket.ts'

type Properties = Record<string, unknown>

/** Each has the template's logical id beside its own name. */
interface Declared {
  id: string
  name: string
}

type Named = Properties & { Name: string }

export interface Stack {
  buckets: (Declared & {
    versioning: 'Enabled' | 'Suspended' | undefined
    notifications: QueueTarget[]
    cors: CorsRule[]
  })[]
  queues: (Declared & { attributes: Record<string, string> })[]
  databases: (Declared & { input: Named })[]
  workGroups: (Declared & { input: Named })[]
  namedQueries: (Declared & { input: Properties })[]
  functions: (Declared & { environment: Record<string, string> })[]
  mappings: Mapping[]
  /** What the template declares and the laptop leaves out though it would matter. */
  ignored: { id: string; type: string }[]
}

interface Versioning {
  Status: 'Enabled' | 'Suspended'
}

interface Notifications {
  QueueConfigurations?: {
    Event: string
    Queue: string
    Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } }
  }[]
}

interface Cors {
  CorsRules?: {
    Id?: string
    AllowedOrigins: string[]
    AllowedMethods: string[]
    AllowedHeaders?: string[]
    ExposedHeaders?: string[]
    MaxAge?: number
  }[]
}

/** Permission, logging and packaging mean nothing on a laptop; the API and schedules are serverless-offline's. */
const meaningless =
  /^AWS::(IAM|Logs|ApiGateway|CloudFront|CloudWatch|Cognito|EC2|ECS|ElasticLoadBalancingV2|SecretsManager|SNS)::|^AWS::(S3::BucketPolicy|SQS::QueuePolicy|Lambda::(LayerVersion|Version|Permission)|Events::Rule)$/

/** Reads the whole template; throws TemplateError for a function or property that a laptop does not understand. */
export function readTemplate(template: Template, place: Place): Stack {
  const resolve = resolverOf(template, place)
  const stack: Stack = {
    buckets: [],
    queues: [],
    databases: [],
    workGroups: [],
    namedQueries: [],
    functions: [],
    mappings: [],
    ignored: [],
  }
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (id === 'ServerlessDeploymentBucket' || meaningless.test(resource.Type)) continue
    const read = readers[resource.Type]
    if (read) read(stack, { id, resource, place, resolve })
    else stack.ignored.push({ id, type: resource.Type })
  }
  return stack
}

const readers: Record<string, (stack: Stack, resource: NamedResource) => void> = {
  'AWS::S3::Bucket': ({ buckets }, resource) => {
    const properties = propertiesOf(resource)
    const versioning = properties.VersioningConfiguration as Versioning | undefined
    buckets.push({
      ...declared(resource),
      versioning: versioning?.Status,
      notifications: notificationsOf(resource.id, properties.NotificationConfiguration),
      cors: corsOf(properties.CorsConfiguration),
    })
  },
  'AWS::SQS::Queue': ({ queues }, resource) => {
    const { QueueName, Tags, ...attributes } = propertiesOf(resource)
    const entries = Object.entries(attributes).map(([name, value]) => [name, attributeText(value)])
    queues.push({ ...declared(resource), attributes: Object.fromEntries(entries) })
  },
  'AWS::Glue::Database': ({ databases }, resource) => {
    const named = declared(resource)
    const input = { ...(propertiesOf(resource).DatabaseInput as Properties), Name: named.name }
    databases.push({ ...named, input })
  },
  'AWS::Athena::WorkGroup': ({ workGroups }, resource) => {
    const named = declared(resource)
    const { WorkGroupConfiguration, Description } = propertiesOf(resource)
    const input = {
      Name: named.name,
      ...(Description === undefined ? {} : { Description }),
      Configuration: WorkGroupConfiguration ?? {},
    }
    workGroups.push({ ...named, input })
  },
  'AWS::Athena::NamedQuery': ({ namedQueries }, resource) => {
    const input = propertiesOf(resource)
    namedQueries.push({ id: resource.id, name: String(input.Name ?? resource.id), input })
  },
  'AWS::Lambda::Function': ({ functions }, resource) => {
    const { Environment } = propertiesOf(resource, ['Environment'])
    const variables = (Environment as { Variables?: Properties } | undefined)?.Variables ?? {}
    const entries = Object.entries(variables).map(([name, value]) => [name, String(value)])
    functions.push({ ...declared(resource), environment: Object.fromEntries(entries) })
  },
  'AWS::Lambda::EventSourceMapping': ({ mappings }, resource) => {
    const properties = propertiesOf(resource)
    if (properties.Enabled !== false) mappings.push(mappingOf(resource.id, properties))
  },
}

function declared(resource: NamedResource): Declared {
  return { id: resource.id, name: physicalName(resource) }
}

/** The properties, resolved; only those that are named where others would ask for what a laptop has not. */
function propertiesOf({ resource, resolve }: NamedResource, names?: string[]): Properties {
  const entries = Object.entries(resource.Properties ?? {})
  const asked = names ? entries.filter(([name]) => names.includes(name)) : entries
  return resolve(Object.fromEntries(asked)) as Properties
}

function attributeText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const corsOf = (given: unknown): CorsRule[] =>
  ((given ?? {}) as Cors).CorsRules?.map((rule) => ({
    ...(rule.Id !== undefined && { id: rule.Id }),
    origins: rule.AllowedOrigins,
    methods: rule.AllowedMethods,
    headers: rule.AllowedHeaders ?? [],
    exposed: rule.ExposedHeaders ?? [],
    ...(rule.MaxAge !== undefined && { maxAgeSeconds: Number(rule.MaxAge) }),
  })) ?? []

function notificationsOf(id: string, given: unknown): QueueTarget[] {
  const { QueueConfigurations = [], ...others } = (given ?? {}) as Notifications
  const [other] = Object.keys(others)
  if (other) throw new TemplateError(`${id}: ${other} is not on the laptop, only queues are told.`)
  return QueueConfigurations.map(({ Event, Queue, Filter }, index) => {
    const rules = Filter?.S3Key.Rules ?? []
    const ruleOf = (name: string) =>
      rules.find((rule) => rule.Name.toLowerCase() === name)?.Value ?? ''
    return {
      id: `${id}-${index}`,
      queueArn: Queue,
      events: [Event],
      prefix: ruleOf('prefix'),
      suffix: ruleOf('suffix'),
    }
  })
}

function mappingOf(id: string, properties: Properties): Mapping {
  if (properties.FilterCriteria)
    throw new TemplateError(`${id}: FilterCriteria is not on the laptop.`)
  const queue = String(properties.EventSourceArn)
  if (!queue.startsWith('arn:aws:sqs:')) {
    throw new TemplateError(`${id}: the laptop polls queues only, not ${queue}.`)
  }
  const { MaximumConcurrency } = (properties.ScalingConfig ?? {}) as Properties
  const responses = (properties.FunctionResponseTypes ?? []) as string[]
  return {
    functionName: String(properties.FunctionName).split(':').at(-1) ?? '',
    queue,
    batchSize: Number(properties.BatchSize ?? 10),
    maximumBatchingWindowSeconds: Number(properties.MaximumBatchingWindowInSeconds ?? 0),
    reportsBatchItemFailures: responses.includes('ReportBatchItemFailures'),
    ...(MaximumConcurrency === undefined ? {} : { maximumConcurrency: Number(MaximumConcurrency) }),
  }
}
