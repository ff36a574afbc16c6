/**
 * CloudFormation's functions, resolved for a laptop.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
import { physicalAttribute, physicalReference } from './resource.ts'
import { type Place, type Resolve, type Template, TemplateError } from './stack.ts'

export function resolverOf(template: Template, place: Place): Resolve {
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::StackName': place.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.accountId}:stack/${place.stackName}/laptop`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NoValue': undefined,
  }

  const named = (id: string) => {
    const resource = template.Resources[id]
    if (!resource) throw new TemplateError(`${id} is neither a resource nor a parameter.`)
    return { id, resource, place, resolve }
  }
  const ref = (name: string): unknown => {
    if (name in pseudo) return pseudo[name]
    const parameter = template.Parameters?.[name]
    if (parameter) return parameter.Default
    return physicalReference(named(name))
  }
  const attribute = (path: string | [string, string]): unknown => {
    const text = typeof path === 'string' ? path : path.join('.')
    const dot = text.indexOf('.')
    return physicalAttribute(named(text.slice(0, dot)), text.slice(dot + 1))
  }
  const substitute = (given: string | [string, Record<string, unknown>]): string => {
    const [text, variables] = typeof given === 'string' ? [given, {}] : given
    return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`
      if (name in variables) return String(resolve(variables[name]))
      return String(name.includes('.') ? attribute(name) : ref(name))
    })
  }
  const functions: Record<string, (given: never) => unknown> = {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Sub': substitute,
    'Fn::Join': ([separator, list]: [string, unknown]) =>
      (resolve(list) as unknown[]).join(separator),
    'Fn::Select': ([index, list]: [number, unknown]) => (resolve(list) as unknown[])[Number(index)],
    'Fn::Split': ([separator, text]: [string, unknown]) => String(resolve(text)).split(separator),
  }

  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined)
    if (typeof value !== 'object' || value === null) return value
    const [[name, given] = ['', undefined], ...others] = Object.entries(value)
    if (others.length === 0 && functions[name]) return functions[name](given as never)
    if (name.startsWith('Fn::')) throw new TemplateError(`${name} is not understood on a laptop.`)
    const resolved = Object.entries(value).map(([key, below]) => [key, resolve(below)] as const)
    return Object.fromEntries(resolved.filter(([, below]) => below !== undefined))
  }
  return resolve
}
