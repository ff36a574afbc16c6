/** Answers of the API about sources, by the names of its document. */
import type { components } from '../../../clients/typescript/schema.d.ts'

type Schemas = components['schemas']

export type SourceOf = Schemas['Source']
export type SourceList = Schemas['SourceList']
export type SourceDefinition = Schemas['SourceDefinition']

export const sourcesUrl = '/v1/sources'
export const urlOf = (name: string): string => `${sourcesUrl}/${encodeURIComponent(name)}`
/** Its datasets. */
export const datasetsOf = (name: string): string => `/datasets?q=${encodeURIComponent(name)}`
