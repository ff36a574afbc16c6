/** The service packaged as `npm run package` does it, once for a test file: no network, no credentials. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface Resource {
  Type: string
  Condition?: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  DependsOn?: string | string[]
  Properties: Record<string, unknown>
}

export interface Packaged {
  folder: string
  templateFile: string
  resources: Record<string, Resource>
  parameters: Record<string, { Default?: string }>
  ofType(type: string): [name: string, resource: Resource][]
}

const timeoutMs = 240_000 // it waits for ever where another serverless clears the same .esbuild

/** `service` is the folder of its serverless.yml. */
export function packageService(service = '.'): Packaged {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-package-'))
  const { status, stdout, stderr } = spawnSync(
    resolve('node_modules/.bin/serverless'),
    ['package', '--package', folder],
    {
      ...{ cwd: service, encoding: 'utf8', timeout: timeoutMs },
      env: { PATH: process.env.PATH, HOME: folder },
    },
  )
  if (status !== 0) throw new Error(`serverless package ended with ${status}:\n${stdout}${stderr}`)
  const templateFile = join(folder, 'cloudformation-template-update-stack.json')
  if (!existsSync(templateFile)) throw new Error(`serverless package left no ${templateFile}`)
  const { Resources: resources, Parameters: parameters = {} } = JSON.parse(
    readFileSync(templateFile, 'utf8'),
  )
  const ofType = (type: string) =>
    Object.entries(resources as Record<string, Resource>).filter(([, { Type }]) => Type === type)
  return { folder, templateFile, resources, parameters, ofType }
}
