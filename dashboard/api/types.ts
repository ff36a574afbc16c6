/** Answers of the API, by the names of its document. */
import type { components } from '../../clients/typescript/schema.d.ts'

type Schemas = components['schemas']

export type Overview = Schemas['Overview']
export type Reason = Schemas['Reason']
export type DatasetSummary = Schemas['DatasetSummary']
export type DatasetList = Schemas['DatasetList']
export type Dataset = Schemas['Dataset']
export type Column = Dataset['columns'][number]
/** Rows as arrays, as they are asked for here. */
export type RowPage = Schemas['RowPage'] & { rows: unknown[][] }
export type ColumnList = Schemas['ColumnList']
export type ColumnProfile = ColumnList['columns'][number]
export type PartitionList = Schemas['PartitionList']
export type LakeObject = Schemas['Object']
export type ObjectList = Schemas['ObjectList']
export type VersionList = Schemas['VersionList']
export type ActivityList = Schemas['ActivityList']
export type Activity = ActivityList['activities'][number]
export type Query = Schemas['Query']
export type QueryList = Schemas['QueryList']
export type Pins = Schemas['Pins']
export type Interpretation = Schemas['Interpretation']
export type Preview = Schemas['Preview']
export type Upload = Schemas['Upload']
