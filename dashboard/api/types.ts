/** Answers of the API, as far as the page reads them (docs/api.md). */
export interface Reason {
  code: string
  detail: string
  remedy: string
  at?: { line?: number; byte?: number; excerpt?: string }
}

export interface Overview {
  datasets: number
  rows: number
  bytes: number
  files: number
  quarantined: number
  updatedAt: string | null
  lastHour: {
    objects: number
    rows: number
    bytes: number
    quarantined: number
    /** Objects committed in each of the last 60 minutes. */
    minutes: number[]
  }
}

export interface Column {
  name: string
  type: string
}

export interface DatasetSummary {
  name: string
  source: string
  dataset: string
  state: 'ready' | 'arriving'
  rows: number
  bytes: number
  files: number
  columns: number
  snapshot: string | null
  updatedAt: string | null
}

export interface DatasetList {
  datasets: DatasetSummary[]
  total: number
  next: string | null
}

export interface Dataset extends Omit<DatasetSummary, 'columns'> {
  columns: Column[]
  partitionKeys: string[]
  location: string
  tables: { lake: string; raw: string | null }
  withheld?: Reason
}

export interface RowPage {
  columns: (Column & { json: 'string' | 'number' | 'boolean' | 'object' | 'array' })[]
  rows: unknown[][]
  next: string | null
  count: { value: number | null; kind: 'exact' | 'unknown' }
  snapshot: string | null
}

export interface ColumnProfile extends Column {
  nulls: number | null
  min?: string
  max?: string
  distinct?: number
  quantiles?: string[]
  top?: string[]
}

export interface ColumnList {
  rows: number
  columns: ColumnProfile[]
  profiled: { object: string | null; rows: number; sampled: boolean }
}

export interface PartitionList {
  keys: string[]
  partitions: {
    values: Record<string, string | null>
    files: number
    rows: number
    bytes: number
  }[]
  next: string | null
}

export type ObjectState =
  | 'landed'
  | 'staged'
  | 'committed'
  | 'asset'
  | 'quarantined'
  | 'removing'
  | 'removed'

/** One raw key, and how far it is. */
export interface LakeObject {
  object: string
  key: string
  bytes: number
  state: ObjectState
  table: string | null
  rows: number | null
  reason: Reason | null
  times: Partial<
    Record<'event' | 'received' | 'inspected' | 'raw' | 'staged' | 'committed', string>
  >
  evidence: string[]
  snapshot: string | null
}

export interface ObjectList {
  objects: LakeObject[]
  next: string | null
}

export interface VersionList {
  current: number
  versions: {
    id: number
    columns: Column[]
    added: string[]
    removed: string[]
    changed: { name: string; from: string; to: string }[]
  }[]
  snapshots: {
    snapshot: string
    at: string
    operation: string
    rows: number
    added: number
    removed: number
  }[]
}

export interface Activity {
  at: string
  step: string
  table?: string
  key?: string
  rows?: number
  bytes?: number
  tookMs?: number
  detail?: string
}

export interface ActivityList {
  activities: Activity[]
  next: string
}

export interface Upload {
  key: string
  object: string
  method: 'PUT'
  url: string
  headers: Record<string, string>
}

export interface Index {
  version: string
  issuer: string
  signIn?: { authorizeUrl: string; tokenUrl: string; clientId: string } | null
}
