/** The little of a CloudFormation template that the deployment reads and adds to. */

export interface Resource {
  Type: string
  Condition?: string
  DeletionPolicy?: string
  DependsOn?: string | string[]
  Properties: Record<string, unknown>
}

export interface Template {
  Resources: Record<string, Resource>
  Outputs?: Record<string, { Value: unknown; Description?: string }>
}

export function ofType({ Resources }: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type)
}

/** The logical id in `Fn::GetAtt`, however it is written; undefined for anything else. */
export function idOf(value: unknown): string | undefined {
  const given = (value as { 'Fn::GetAtt'?: string | string[] } | undefined)?.['Fn::GetAtt']
  return typeof given === 'string' ? given.split('.')[0] : given?.[0]
}
