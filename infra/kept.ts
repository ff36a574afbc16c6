/**
 * `serverless remove` leaves the buckets and the people. A new deployment of the stage may use them as they are: they are
 * then no resources of the stack, and whatever names them names what is there.
 */
import type { Resource, Template } from './template.ts'

export interface Kept {
  /** The stage's buckets are there. */
  buckets: boolean
  /** Id of the user pool that is there; empty where the stack makes its own. */
  userPool: string
}

export function useKept(template: Template, { buckets, userPool }: Kept): void {
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (buckets && resource.Type === 'AWS::S3::Bucket' && isKept(resource)) {
      replace(template, id, bucketOf(resource))
    }
  }
  if (userPool !== '') replace(template, 'UserPool', poolOf(userPool))
}

const isKept = ({ DeletionPolicy = '' }: Resource): boolean => DeletionPolicy.startsWith('Retain')

/** What stands for it in Fn::Sub: its Ref, and its attributes by their names. */
type Words = Record<'Ref' | 'Arn', string> & Record<string, string>

function bucketOf({ Properties: { BucketName } }: Resource): Words {
  const name = typeof BucketName === 'string' ? BucketName : String(subOf(BucketName))
  const host = `${name}.s3`
  return {
    Ref: name,
    Arn: `arn:\${AWS::Partition}:s3:::${name}`,
    DomainName: `${host}.\${AWS::URLSuffix}`,
    RegionalDomainName: `${host}.\${AWS::Region}.\${AWS::URLSuffix}`,
  }
}

const subOf = (value: unknown): unknown => (value as { 'Fn::Sub'?: unknown })['Fn::Sub']

const poolOf = (id: string): Words => ({
  Ref: id,
  Arn: `arn:\${AWS::Partition}:cognito-idp:\${AWS::Region}:\${AWS::AccountId}:userpool/${id}`,
})

function replace(template: Template, id: string, words: Words): void {
  delete template.Resources[id]
  for (const [name, resource] of Object.entries(template.Resources)) {
    const { DependsOn } = resource
    const others = [DependsOn ?? []].flat().filter((other) => other !== id)
    template.Resources[name] = rewritten(
      { ...resource, ...(DependsOn && { DependsOn: others }) },
      id,
      words,
    )
  }
  if (template.Outputs) template.Outputs = rewritten(template.Outputs, id, words)
}

/** Throws for an attribute that is not known of what is there. */
function rewritten<T>(value: T, id: string, words: Words): T {
  const found = wordsFor(value, id, words)
  if (found !== undefined) return found as T
  if (Array.isArray(value)) return value.map((each) => rewritten(each, id, words)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    name === 'Fn::Sub' ? withoutId(each, id, words) : rewritten(each, id, words),
  ])
  return Object.fromEntries(entries) as T
}

function wordsFor(value: unknown, id: string, words: Words): { 'Fn::Sub': string } | undefined {
  const { Ref, 'Fn::GetAtt': got } = Object(value) as Record<string, unknown>
  if (Ref === id) return { 'Fn::Sub': words.Ref }
  const [of, attribute = ''] = Array.isArray(got) ? got : String(got ?? '').split(/\.(.*)/s)
  return of === id ? { 'Fn::Sub': wordOf(attribute, id, words) } : undefined
}

function wordOf(attribute: string, id: string, words: Words): string {
  const word = words[attribute]
  if (!word) throw new Error(`nobody knows ${attribute} of ${id}, which an earlier deployment left`)
  return word
}

/** `${Id}` and `${Id.Attribute}` of the text of a Fn::Sub. */
function withoutId(sub: unknown, id: string, words: Words): unknown {
  const inText = (text: string): string =>
    text.replaceAll(new RegExp(`\\$\\{${id}(?:\\.(\\w+))?\\}`, 'g'), (_, attribute = 'Ref') =>
      wordOf(attribute, id, words),
    )
  if (typeof sub === 'string') return inText(sub)
  const [text, given] = sub as [string, unknown]
  return [inText(text), rewritten(given, id, words)]
}
