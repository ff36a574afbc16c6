/**
 * What makes `serverless package` work offline and without credentials: packaging a layer asks
 * CloudFormation for the last one; here it is told that there is no stack yet.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cloudFormationService } from '../cloudformation/service.ts'
import { stsService } from '../sts/service.ts'
import { startServer } from '../wire/server.ts'
import type { Serverless } from './serverless.ts'

/** Fills the layers with the packages that they carry, unless they are filled. */
export function buildLayers({ serviceDir, service }: Serverless): void {
  const folders = Object.values(service.layers ?? {}).map(({ path = '' }) => join(serviceDir, path))
  const builder = join(serviceDir, 'layers', 'build.mjs')
  const isBuilt = folders.every((folder) => existsSync(join(folder, 'nodejs', 'node_modules')))
  if (!isBuilt && existsSync(builder)) execFileSync(process.execPath, [builder], { stdio: 'pipe' })
}

/** Points this process's AWS clients at a loopback endpoint; what is returned takes it back. */
export async function pretendAws(): Promise<() => Promise<void>> {
  const credentials = { accessKeyId: 'PACKAGING', secretAccessKey: 'packaging' }
  const server = await startServer({
    port: 0,
    services: [stsService(), cloudFormationService()],
    credentials: [credentials],
  })
  const before = { ...process.env }
  forgetAws()
  process.env.AWS_ENDPOINT_URL = server.endpoint
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey
  return async () => {
    forgetAws()
    Object.assign(process.env, before)
    await server.close()
  }
}

/** Leaves no account in the environment: neither this process nor the functions may reach one. */
export function forgetAws(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
}
