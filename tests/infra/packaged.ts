/** The service packaged as `npm run package` does it, once for a test file: no network, no credentials. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Resource {
  Type: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  DependsOn?: string | string[]
  Properties: Record<string, unknown>
}

export interface Packaged {
  folder: string
  templateFile: string
  resources: Record<string, Resource>
  ofType(type: string): [name: string, resource: Resource][]
}

export function packageService(): Packaged {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-package-'))
  const { status, stdout, stderr } = spawnSync(
    'node_modules/.bin/serverless',
    ['package', '--package', folder],
    { encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder } },
  )
  if (status !== 0) throw new Error(`serverless package ended with ${status}:\n${stdout}${stderr}`)
  const templateFile = join(folder, 'cloudformation-template-update-stack.json')
  if (!existsSync(templateFile)) throw new Error(`serverless package left no ${templateFile}`)
  const { Resources: resources } = JSON.parse(readFileSync(templateFile, 'utf8'))
  const ofType = (type: string) =>
    Object.entries(resources as Record<string, Resource>).filter(([, { Type }]) => Type === type)
  return { folder, templateFile, resources, ofType }
}
