/** A compiled template, and where its stack is thought to stand. */

export interface Resource {
  Type: string
  Properties?: Record<string, unknown>
}

export interface Template {
  Resources: Record<string, Resource>
  Parameters?: Record<string, { Default?: unknown }>
}

/** Where the stack is thought to stand. */
export interface Place {
  region: string
  accountId: string
  /** `http://127.0.0.1:<port>`, where queue URLs point. */
  endpoint: string
  stackName: string
}

/** What a template asks for and a laptop cannot know. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}

/** Gives any value of the template with its functions resolved; throws TemplateError by name. */
export type Resolve = (value: unknown) => unknown

export interface NamedResource {
  id: string
  resource: Resource
  place: Place
  resolve: Resolve
}
