/** Functions that are container images on AWS run from their folders here: serverless-offline drops the routes of images. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Serverless } from './serverless.ts'

/** The folder of the image `predict` is containers/predict; its command, as in the Dockerfile, `handler.handler`. */
export function unpackImages({ service, serviceDir }: Serverless): string[] {
  const names = new Set<string>()
  for (const fn of Object.values(service.functions)) {
    if (!fn.image) continue
    const { name, command: [handler = 'handler.handler'] = [] } = fn.image
    fn.handler = `containers/${name}/${handler}`
    delete fn.image
    names.add(name)
  }
  return [...names].map((name) => join(serviceDir, 'containers', name))
}

/** Where Lambda unpacks layers, and where an image has its own files. */
const unpacked = /^\/(?:opt|var\/task)\/(.+)$/

/** The file that a variable names, where it lies in one of the folders. */
export function inFolder(value: string, folders: string[]): string {
  const [, path] = unpacked.exec(value) ?? []
  if (path === undefined) return value
  return folders.map((folder) => join(folder, path)).find((file) => existsSync(file)) ?? value
}
