import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { dataFilePath, mergedFilePath } from '../../lake/iceberg/live.ts'
import { objectId } from '../../lake/key.ts'
import { routes } from '../../schemas/routes.ts'
import { inferencePaths } from '../../schemas/routesmodels.ts'
import { describeEdge } from './edge.ts'
import { describeIntake } from './intake.ts'
import { describeKept } from './kept.ts'
import { type Packaged, packageService, type Resource } from './packaged.ts'
import { describeAlarms } from './watch.ts'

let packaged: Packaged
beforeAll(() => {
  packaged = packageService()
}, 240_000) // for machines with much else to do
afterAll(() => packaged && rmSync(packaged.folder, { recursive: true, force: true }))

interface Statement {
  Sid: string
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])
interface Policy {
  Statement: Statement[]
}
const idOf = (value: unknown): string => (value as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]
const get = (resource: Resource, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) => (value as Record<string, unknown>)?.[name],
      resource.Properties,
    )

test('AWS’s own validator finds no error and no fatal in the packaged template', () => {
  const engine = new RegoEngine()
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(packaged.templateFile))
    const bad = diagnostics.filter(({ severity }) => /error|fatal/i.test(severity))
    expect(bad.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual([])
    expect(engine.listRules().length).toBeGreaterThan(100) // it did look
  } finally {
    engine.free()
  }
})

describeKept(() => packaged)

describe('buckets', () => {
  const ours = () =>
    packaged.ofType('AWS::S3::Bucket').filter(([name]) => name !== 'ServerlessDeploymentBucket')

  test.each([
    [
      'are encrypted',
      'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm',
      'AES256',
    ],
    ['block public ACLs', 'PublicAccessBlockConfiguration.BlockPublicAcls', true],
    ['block public policies', 'PublicAccessBlockConfiguration.BlockPublicPolicy', true],
    ['ignore public ACLs', 'PublicAccessBlockConfiguration.IgnorePublicAcls', true],
    ['restrict public buckets', 'PublicAccessBlockConfiguration.RestrictPublicBuckets', true],
    ['belong to their owner', 'OwnershipControls.Rules.0.ObjectOwnership', 'BucketOwnerEnforced'],
  ])('%s', (_control, path, expected) => {
    expect(ours().length).toBe(5)
    for (const [name, bucket] of ours()) expect([name, get(bucket, path)]).toEqual([name, expected])
  })

  test('outlive their stack', () => {
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of ours()) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain'])
    }
  })

  test('abort unfinished uploads', () => {
    for (const [, bucket] of ours()) {
      const rules = get(bucket, 'LifecycleConfiguration.Rules') as Record<string, unknown>[]
      expect(rules.some((rule) => rule.AbortIncompleteMultipartUpload)).toBe(true)
    }
  })

  test('refuse what does not come by TLS', () => {
    const policies = packaged.ofType('AWS::S3::BucketPolicy')
    for (const [name] of ours()) {
      const policy = policies.find(
        ([, p]) => (p.Properties.Bucket as { Ref?: string }).Ref === name,
      )
      const statements = get(policy![1], 'PolicyDocument.Statement') as Statement[]
      expect(statements).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      )
    }
  })

  test('lake and work keep what is overwritten or deleted, for some days', () => {
    for (const name of ['LakeBucket', 'WorkBucket']) {
      const bucket = packaged.resources[name]!
      expect(get(bucket, 'VersioningConfiguration.Status')).toBe('Enabled')
      const rules = get(bucket, 'LifecycleConfiguration.Rules') as Record<string, unknown>[]
      expect(rules).toContainEqual(
        expect.objectContaining({
          NoncurrentVersionExpiration: { NoncurrentDays: expect.any(Number) },
          ExpiredObjectDeleteMarker: true,
        }),
      )
    }
  })

  test('of the lake take no data file over another, from nobody', () => {
    const policy = packaged.resources.LakeBucketPolicy!
    const statements = get(policy, 'PolicyDocument.Statement') as Statement[]
    expect(statements.find(({ Sid }) => Sid === 'DataFilesAreNew')).toMatchObject({
      Effect: 'Deny',
      Action: 's3:PutObject',
      Resource: [{ 'Fn::Sub': expect.any(String) }, { 'Fn::Sub': expect.any(String) }],
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    })
  })

  test('of the lake take other engines’ files, by their own names', () => {
    const policy = packaged.resources.LakeBucketPolicy!
    const statements = get(policy, 'PolicyDocument.Statement') as Statement[]
    const resources = statements.find(({ Sid }) => Sid === 'DataFilesAreNew')?.Resource
    const globs = (resources as { 'Fn::Sub': string }[]).map((each) => {
      const glob = each['Fn::Sub'].replace('${LakeBucket.Arn}', 'bucket')
      return new RegExp(
        `^${glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`,
      )
    })
    const isOurs = (uri: string) => globs.some((glob) => glob.test(uri.replace('s3://', '')))
    const location = 's3://bucket/shop/orders'
    const uuid = '0d3f2c9e-5b1a-4c8e-9a57-3f1f0c2b7a10'
    expect(isOurs(dataFilePath(location, objectId('shop/orders/a.csv'), '0123abcd'))).toBe(true)
    expect(isOurs(mergedFilePath(location, uuid))).toBe(true)
    for (const other of [
      `data/00000-0-${uuid}-00001.parquet`, // Spark
      `data/20260101_101010_00000_abcde-${uuid}.parquet`, // Trino
      `data/a1B2cD/20260101_101010_00000_abcde-${uuid}.parquet`, // Athena
      `data/day=1/00000-0-${uuid}-00001.parquet`,
      'metadata/00001-x.metadata.json',
    ]) {
      expect([other, isOurs(`${location}/${other}`)]).toEqual([other, false])
    }
  })

  test('of the deployment itself are private and keep versions', () => {
    const bucket = packaged.resources.ServerlessDeploymentBucket!
    expect(get(bucket, 'PublicAccessBlockConfiguration.RestrictPublicBuckets')).toBe(true)
    expect(get(bucket, 'VersioningConfiguration.Status')).toBe('Enabled')
  })

  test('raw keeps every version, and tells its queue of what comes and goes', () => {
    const raw = packaged.resources.RawBucket!
    expect(get(raw, 'VersioningConfiguration.Status')).toBe('Enabled')
    const told = get(raw, 'NotificationConfiguration.QueueConfigurations') as { Event: string }[]
    expect(told.map(({ Event }) => Event).sort()).toEqual([
      's3:ObjectCreated:*',
      's3:ObjectRemoved:*',
    ])
    expect(raw.DependsOn).toContain('ArrivalsQueuePolicy')
  })
})

describe('queues', () => {
  const mappings = () => packaged.ofType('AWS::Lambda::EventSourceMapping')

  test('every function that is fed by one reports partial failures and has a concurrency limit', () => {
    expect(mappings().length).toBe(5)
    for (const [, mapping] of mappings()) {
      expect(mapping.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
      const most = get(mapping, 'ScalingConfig.MaximumConcurrency') as number
      expect(most).toBeGreaterThanOrEqual(2)
    }
  })

  test('visibility is at least six times the function’s timeout, and dead letters wait 14 days', () => {
    for (const [, mapping] of mappings()) {
      const queue = packaged.resources[idOf(mapping.Properties.EventSourceArn)]!
      const fn =
        packaged.resources[
          (mapping.Properties.FunctionName as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]
        ]!
      expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(
        6 * (fn.Properties.Timeout as number),
      )
      const redrive = queue.Properties.RedrivePolicy as {
        deadLetterTargetArn: unknown
        maxReceiveCount: number
      }
      expect(redrive.maxReceiveCount).toBeGreaterThanOrEqual(5)
      const dead = packaged.resources[idOf(redrive.deadLetterTargetArn)]!
      expect(dead.Properties.MessageRetentionPeriod).toBe(14 * 24 * 3600)
      expect(dead.Properties.FifoQueue).toEqual(queue.Properties.FifoQueue)
    }
  })

  test('are encrypted', () => {
    expect(packaged.ofType('AWS::SQS::Queue').length).toBe(10)
    for (const [, queue] of packaged.ofType('AWS::SQS::Queue')) {
      expect(queue.Properties.SqsManagedSseEnabled).toBe(true)
    }
  })
})

describeEdge(() => packaged)
describeIntake(() => packaged)
describeAlarms(() => packaged)

describe('roles', () => {
  const functions = () => packaged.ofType('AWS::Lambda::Function')

  test('one a function, and none beside', () => {
    const roles = functions().map(([, fn]) => idOf(fn.Properties.Role))
    expect(new Set(roles).size).toBe(functions().length)
    const ofFunctions = packaged
      .ofType('AWS::IAM::Role')
      .filter(([, role]) => JSON.stringify(role).includes('lambda.amazonaws.com'))
    expect(ofFunctions.map(([name]) => name).sort()).toEqual(roles.sort())
  })

  test('allow no action by wildcard, and on every resource only what AWS cannot narrow', () => {
    const everywhere: string[] = []
    let statements = 0
    const policies = packaged
      .ofType('AWS::IAM::Role')
      .flatMap(([, { Properties }]) => (Properties.Policies ?? []) as { PolicyDocument: Policy }[])
      .map(({ PolicyDocument }) => PolicyDocument)
    const managed = packaged
      .ofType('AWS::IAM::ManagedPolicy')
      .map(([, { Properties }]) => Properties.PolicyDocument as Policy)
    for (const { Statement } of [...policies, ...managed]) {
      for (const { Action, Resource } of Statement) {
        statements += 1
        for (const action of listOf(Action)) expect(action).not.toContain('*')
        if (listOf(Resource).includes('*')) everywhere.push(...listOf(Action))
      }
    }
    expect(everywhere.sort()).toEqual([
      'ecr:GetAuthorizationToken',
      'ecr:GetAuthorizationToken',
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ])
    expect(statements).toBeGreaterThan(10)
  })

  const statementOf = (role: string, sid: string): Statement | undefined =>
    (packaged.resources[role]!.Properties.Policies as { PolicyDocument: Policy }[])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .find(({ Sid }) => Sid === sid)

  test('of normalise keeps rows aside, and maintain’s looks for values there', () => {
    const resources = [
      statementOf('NormaliseRole', 'KeepRowsAside')?.Resource,
      statementOf('MaintainRole', 'ReadAndRewriteRecords')?.Resource,
    ]
    for (const one of resources)
      expect(JSON.stringify(one)).toContain('${WorkBucket.Arn}/rejects/*')
  })

  test('of whoever presigns puts nothing into quarantine', () => {
    const { Effect, Action, Resource } = statementOf('ApiRole', 'SetNothingAside')!
    expect([Effect, Action]).toEqual(['Deny', 's3:PutObject'])
    expect(JSON.stringify(Resource)).toContain('${RawBucket.Arn}/*/_quarantine/*')
  })

  // https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html, …/querying.html#query-results-permissions
  test.each(['ApiRole', 'ScoreRole'])(
    '%s may all that Athena asks of who starts a query',
    (role) => {
      const glue = statementOf(role, 'ReadCatalog')!
      expect(JSON.stringify(glue.Resource)).toContain(':database/default"')
      expect(glue.Action).toContain('glue:GetDatabase')
      const actions = (
        packaged.resources[role]!.Properties.Policies as { PolicyDocument: Policy }[]
      )
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .flatMap(({ Action }) => listOf(Action))
      expect(actions).toEqual(
        expect.arrayContaining([
          ...['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
          ...['s3:ListBucketMultipartUploads', 's3:ListMultipartUploadParts'],
          's3:AbortMultipartUpload',
        ]),
      )
    },
  )

  test('but maintain’s may delete no version of an original, and nothing of the lake', () => {
    const holders = packaged
      .ofType('AWS::IAM::Role')
      .filter(([, role]) => JSON.stringify(role).includes('s3:DeleteObjectVersion'))
    expect(holders.map(([name]) => name)).toEqual(['MaintainRole'])
    const deleters = packaged.ofType('AWS::IAM::Role').filter(([, { Properties }]) =>
      ((Properties.Policies ?? []) as { PolicyDocument: Policy }[])
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .some(({ Action, Resource }) => {
          const isDelete = listOf(Action).some((action) => action.startsWith('s3:Delete'))
          return isDelete && JSON.stringify(Resource).includes('LakeBucket')
        }),
    )
    expect(deleters.map(([name]) => name)).toEqual(['MaintainRole'])
  })

  test('of every function may trace, and every function does', () => {
    const [[, tracing] = []] = packaged.ofType('AWS::IAM::ManagedPolicy')
    const traced = (tracing!.Properties.Roles as { Ref: string }[]).map(({ Ref }) => Ref)
    expect(traced.sort()).toEqual(
      functions()
        .map(([, fn]) => idOf(fn.Properties.Role))
        .sort(),
    )
    for (const [, fn] of functions())
      expect(fn.Properties.TracingConfig).toEqual({ Mode: 'Active' })
    expect(packaged.resources.Stage!.Properties.TracingEnabled).toBe(true)
  })
})

test('the gateway has the routes of the table, and asks the authorizer for those with a scope', () => {
  const refOf = (value: unknown): string => (value as { Ref?: string }).Ref ?? ''
  const pathOf = (id: string): string => {
    const resource = packaged.resources[id]
    if (resource?.Type !== 'AWS::ApiGateway::Resource') return ''
    return `${pathOf(refOf(resource.Properties.ParentId))}/${resource.Properties.PathPart}`
  }
  const found = packaged.ofType('AWS::ApiGateway::Method').map(([, { Properties }]) => {
    const path = pathOf(refOf(Properties.ResourceId))
    return `${Properties.HttpMethod} ${path} ${Properties.AuthorizationType}`
  })
  const wanted = routes.map(
    ({ method, path, scope }) => `${method} ${path} ${scope ? 'CUSTOM' : 'NONE'}`,
  )
  const others = [...new Set(routes.map(({ path }) => `ANY ${path} NONE`))] // answered 405
  const inference = inferencePaths.map((path) => `ANY ${path} CUSTOM`)
  expect(found.sort()).toEqual([...wanted, ...others, ...inference].sort())
})

test('every body is bytes to the gateway: clients name tensors by no type, or by any', () => {
  const { Properties } = packaged.resources.ApiGatewayRestApi!
  expect(Properties.BinaryMediaTypes).toEqual(['*/*'])
})

test('the predict image is named by its digest', () => {
  const { Properties } = packaged.resources.PredictLambdaFunction!
  expect(Properties.PackageType).toBe('Image')
  expect((Properties.Code as { ImageUri: string }).ImageUri).toMatch(/@sha256:[0-9a-f]{64}$/)
})

test('logs are kept for a stated time', () => {
  const groups = packaged.ofType('AWS::Logs::LogGroup')
  const functions = packaged.ofType('AWS::Lambda::Function').length
  expect(groups.length).toBeGreaterThan(functions) // the gateway's beside
  for (const [, group] of groups) expect(group.Properties.RetentionInDays).toBeGreaterThan(0)
})

test('the workgroup enforces its configuration, cuts off large scans and runs engine version 3', () => {
  const configuration = get(packaged.resources.WorkGroup!, 'WorkGroupConfiguration') as Record<
    string,
    unknown
  >
  expect(configuration.EnforceWorkGroupConfiguration).toBe(true)
  expect(configuration.BytesScannedCutoffPerQuery).toBeGreaterThanOrEqual(10_000_000)
  expect(configuration.EngineVersion).toEqual({ SelectedEngineVersion: 'Athena engine version 3' })
})

test('every function and the layer is packaged', () => {
  const files = readdirSync(packaged.folder)
  for (const name of ['catalog.zip', 'normalise.zip', 'commit.zip', 'duckdb.zip'])
    expect(files).toContain(name)
  expect(statSync(join(packaged.folder, 'duckdb.zip')).size).toBeGreaterThan(10 << 20) // DuckDB itself is in it
  expect(existsSync(packaged.templateFile)).toBe(true)
})
