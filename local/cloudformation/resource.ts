/** A resource's name, and what `Ref` and `Fn::GetAtt` give of it. */
import { type NamedResource, type Place, TemplateError } from './stack.ts'

interface Kind {
  nameOf(resource: NamedResource): string
  /** What `Ref` gives, when it is not the name. */
  reference?(name: string, place: Place): string
  attributes?: Record<string, (name: string, place: Place) => string>
}

const queueUrl = (name: string, { endpoint, accountId }: Place) =>
  `${endpoint}/${accountId}/${name}`

const kinds: Record<string, Kind> = {
  'AWS::S3::Bucket': {
    nameOf: (resource) => given(resource, 'BucketName') ?? generated(resource).toLowerCase(),
    attributes: {
      Arn: (name) => `arn:aws:s3:::${name}`,
      DomainName: (name) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: (name, { region }) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::SQS::Queue': {
    nameOf: (resource) =>
      given(resource, 'QueueName') ??
      generated(resource) + (resource.resource.Properties?.FifoQueue ? '.fifo' : ''),
    reference: queueUrl,
    attributes: {
      Arn: (name, { region, accountId }) => `arn:aws:sqs:${region}:${accountId}:${name}`,
      QueueName: (name) => name,
      QueueUrl: queueUrl,
    },
  },
  'AWS::Glue::Database': {
    nameOf: (resource) => given(resource, 'DatabaseInput', 'Name') ?? generated(resource),
  },
  'AWS::Athena::WorkGroup': {
    nameOf: (resource) => given(resource, 'Name') ?? generated(resource),
  },
  'AWS::Cognito::UserPool': { nameOf: generated },
  'AWS::Cognito::UserPoolClient': { nameOf: generated },
  'AWS::Cognito::UserPoolDomain': { nameOf: generated },
  'AWS::Lambda::Function': {
    nameOf: (resource) => given(resource, 'FunctionName') ?? generated(resource),
    attributes: {
      Arn: (name, { region, accountId }) =>
        `arn:aws:lambda:${region}:${accountId}:function:${name}`,
    },
  },
}

/** The name under which the resource is created. */
export function physicalName(resource: NamedResource): string {
  return kindOf(resource).nameOf(resource)
}

export function physicalReference(resource: NamedResource): string {
  const kind = kindOf(resource)
  const name = kind.nameOf(resource)
  return kind.reference?.(name, resource.place) ?? name
}

export function physicalAttribute(resource: NamedResource, attribute: string): string {
  const kind = kindOf(resource)
  const attributeOf = kind.attributes?.[attribute]
  if (!attributeOf) {
    throw new TemplateError(`${resource.id}.${attribute} is not known on a laptop.`)
  }
  return attributeOf(kind.nameOf(resource), resource.place)
}

function kindOf({ id, resource }: NamedResource): Kind {
  const kind = kinds[resource.Type]
  if (!kind)
    throw new TemplateError(`${id} is a ${resource.Type}, of which a laptop knows no name.`)
  return kind
}

function given({ resource, resolve }: NamedResource, ...path: string[]): string | undefined {
  const value = path.reduce<unknown>(
    (at, name) => (at as Record<string, unknown> | undefined)?.[name],
    resource.Properties,
  )
  return value === undefined ? undefined : String(resolve(value))
}

/** AWS adds random letters; here the same template always gives the same names. */
function generated({ id, place }: NamedResource): string {
  return `${place.stackName}-${id}`
}
