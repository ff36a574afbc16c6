/** A laptop with an empty registry, to which this process's AWS clients are pointed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLaptop } from '../../../local/laptop.ts'
import { modelDraft, modelSample } from '../../../schemas/model.ts'

export interface Registry {
  /** What points a process at it. */
  environment: Record<string, string>
  close(): Promise<void>
}

export async function openRegistry(): Promise<Registry> {
  const home = mkdtempSync(join(tmpdir(), 'registry-'))
  const laptop = await startLaptop({ home, port: 0 })
  laptop.store.createBucket('models', { region: laptop.region, versioning: 'Enabled' })
  const environment = {
    AWS_ENDPOINT_URL: laptop.endpoint,
    AWS_REGION: laptop.region,
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
    MODELS_BUCKET: 'models',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  }
  Object.assign(process.env, environment, { SCORING_WORKER: 'containers/predict/worker.mjs' })
  return {
    environment,
    async close() {
      await laptop.close()
      rmSync(home, { recursive: true })
    },
  }
}

const folder = 'cli/demo/late'
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** The demo's model, as it lies in the repository. */
export const late = {
  file: join(folder, 'model.onnx'),
  bytes: readFileSync(join(folder, 'model.onnx')),
  draft: modelDraft.parse(json('model.json')),
  sample: modelSample.parse(json('sample.json')),
}
