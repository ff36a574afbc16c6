/** Workgroups: where results go, what a query may scan, and whether a client may say otherwise. */
import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { description, invalidRequest, workGroupName } from './request.ts'

const outputLocation = z
  .string()
  .regex(
    /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/s,
    'outputLocation is not a valid S3 path.',
  )

/** Where and how results are stored; encryption and ownership are kept and not acted upon. */
export const resultConfiguration = z.object({
  OutputLocation: outputLocation.optional(),
  EncryptionConfiguration: z.looseObject({}).optional(),
  ExpectedBucketOwner: z.string().optional(),
  AclConfiguration: z.looseObject({}).optional(),
})

const engineVersion = z.object({
  SelectedEngineVersion: z.enum(['AUTO', 'Athena engine version 3']).default('AUTO'),
  EffectiveEngineVersion: z.string().optional(),
})

const settings = {
  EnforceWorkGroupConfiguration: z.boolean().optional(),
  PublishCloudWatchMetricsEnabled: z.boolean().optional(),
  // Athena's own least cutoff is 10 MB.
  BytesScannedCutoffPerQuery: z.int().min(10_000_000).optional(),
  RequesterPaysEnabled: z.boolean().optional(),
  EngineVersion: engineVersion.optional(),
  AdditionalConfiguration: z.string().optional(),
  ExecutionRole: z.string().optional(),
  EnableMinimumEncryptionConfiguration: z.boolean().optional(),
  ManagedQueryResultsConfiguration: z
    .object({ Enabled: z.literal(false, 'managed results are not supported on the laptop') })
    .optional(),
}

const configuration = z.object({ ...settings, ResultConfiguration: resultConfiguration.optional() })

const configurationUpdates = z.object({
  ...settings,
  RemoveBytesScannedCutoffPerQuery: z.boolean().optional(),
  ResultConfigurationUpdates: resultConfiguration
    .extend({
      RemoveOutputLocation: z.boolean().optional(),
      RemoveEncryptionConfiguration: z.boolean().optional(),
      RemoveExpectedBucketOwner: z.boolean().optional(),
      RemoveAclConfiguration: z.boolean().optional(),
    })
    .optional(),
})

export const workGroupInput = z.object({
  Name: workGroupName,
  Configuration: configuration.optional(),
  Description: description.optional(),
})

export const workGroupUpdate = z.object({
  WorkGroup: workGroupName,
  Description: description.optional(),
  ConfigurationUpdates: configurationUpdates.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
})

export interface WorkGroup {
  Name: string
  State: 'ENABLED' | 'DISABLED'
  Description?: string | undefined
  /** Epoch seconds. */
  CreationTime: number
  Configuration: z.output<typeof configuration>
}

export interface WorkGroups {
  /** InvalidRequestException when there is one of that name. */
  createWorkGroup(input: z.input<typeof workGroupInput>): void
  /** InvalidRequestException when there is none. */
  getWorkGroup(name: string): WorkGroup
  /** By name. */
  listWorkGroups(): WorkGroup[]
  updateWorkGroup(input: z.input<typeof workGroupUpdate>): void
  deleteWorkGroup(name: string): void
}

export const effectiveEngine = {
  SelectedEngineVersion: 'AUTO' as const,
  EffectiveEngineVersion: 'Athena engine version 3',
}

/** Opens the workgroups that the state holds; `primary` always exists, as on AWS. */
export function openWorkGroups(database: DatabaseSync): WorkGroups {
  database.exec(`CREATE TABLE IF NOT EXISTS athena_workgroups (
    name TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT`)
  const select = database.prepare('SELECT document FROM athena_workgroups WHERE name = ?')
  const selectAll = database.prepare('SELECT document FROM athena_workgroups ORDER BY name')
  const insert = database.prepare('INSERT OR IGNORE INTO athena_workgroups VALUES (?, ?)')
  const update = database.prepare('UPDATE athena_workgroups SET document = ? WHERE name = ?')
  const remove = database.prepare('DELETE FROM athena_workgroups WHERE name = ?')
  const parse = (row: Record<string, unknown>) => JSON.parse(row.document as string) as WorkGroup

  function create(input: z.input<typeof workGroupInput>): boolean {
    const { Name, Configuration = {}, Description } = workGroupInput.parse(input)
    const document: WorkGroup = {
      Name,
      State: 'ENABLED',
      Description,
      CreationTime: Date.now() / 1000,
      Configuration: {
        ...Configuration,
        ResultConfiguration: Configuration.ResultConfiguration ?? {},
        EnforceWorkGroupConfiguration: Configuration.EnforceWorkGroupConfiguration ?? true,
        PublishCloudWatchMetricsEnabled: Configuration.PublishCloudWatchMetricsEnabled ?? false,
        RequesterPaysEnabled: Configuration.RequesterPaysEnabled ?? false,
        EngineVersion: { ...Configuration.EngineVersion, ...effectiveEngine },
      },
    }
    return insert.run(Name, JSON.stringify(document)).changes === 1
  }
  create({ Name: 'primary', Configuration: { EnforceWorkGroupConfiguration: false } })

  const workGroups: WorkGroups = {
    createWorkGroup(input) {
      if (!create(input)) throw invalidRequest('WorkGroup is already created')
    },
    getWorkGroup(name) {
      const row = select.get(name)
      if (!row) throw invalidRequest(`WorkGroup ${name} is not found.`)
      return parse(row)
    },
    listWorkGroups: () => selectAll.all().map(parse),
    updateWorkGroup(input) {
      const {
        WorkGroup,
        Description,
        ConfigurationUpdates = {},
        State,
      } = workGroupUpdate.parse(input)
      const old = workGroups.getWorkGroup(WorkGroup)
      const document: WorkGroup = {
        ...old,
        Description: Description ?? old.Description,
        State: State ?? old.State,
        Configuration: updated(old.Configuration, ConfigurationUpdates),
      }
      update.run(JSON.stringify(document), WorkGroup)
    },
    deleteWorkGroup(name) {
      if (name === 'primary') throw invalidRequest('The primary WorkGroup cannot be deleted.')
      if (remove.run(name).changes === 0) throw invalidRequest(`WorkGroup ${name} is not found.`)
    },
  }
  return workGroups
}

function updated(
  old: WorkGroup['Configuration'],
  updates: z.output<typeof configurationUpdates>,
): WorkGroup['Configuration'] {
  const { RemoveBytesScannedCutoffPerQuery, ResultConfigurationUpdates = {}, ...changes } = updates
  const { BytesScannedCutoffPerQuery, ...kept } = old
  const {
    RemoveOutputLocation,
    RemoveEncryptionConfiguration,
    RemoveExpectedBucketOwner,
    RemoveAclConfiguration,
    ...results
  } = ResultConfigurationUpdates
  const merged = { ...old.ResultConfiguration, ...results }
  if (RemoveOutputLocation) delete merged.OutputLocation
  if (RemoveEncryptionConfiguration) delete merged.EncryptionConfiguration
  if (RemoveExpectedBucketOwner) delete merged.ExpectedBucketOwner
  if (RemoveAclConfiguration) delete merged.AclConfiguration
  return {
    ...(RemoveBytesScannedCutoffPerQuery ? kept : { ...kept, BytesScannedCutoffPerQuery }),
    ...changes,
    ResultConfiguration: merged,
  }
}
