/** The house in serverless: packaging that needs no account, and a laptop under `serverless offline`. */
import { LaptopError } from './home.ts'
import { Offline } from './serverless/offline.ts'
import { buildLayers, pretendAws } from './serverless/packaging.ts'
import type { Log, Serverless } from './serverless/serverless.ts'

export default class HypatiaPlugin {
  readonly hooks: Record<string, () => unknown>

  constructor(serverless: Serverless, _options: object, { log }: { log: Log }) {
    const offline = new Offline(serverless, log)
    const orExit = (work: () => Promise<void>) => async () => {
      try {
        await work()
      } catch (error) {
        // esbuild and its watcher would keep a process alive that cannot do its work.
        log.error(error instanceof LaptopError ? error.message : String((error as Error).stack))
        process.exit(1)
      }
    }
    const isPackaging = serverless.processedInput.commands[0] === 'package'
    let takeBack = async () => {}

    this.hooks = {
      'before:package:cleanup': async () => {
        if (serverless.processedInput.commands[0] !== 'offline') buildLayers(serverless)
        if (isPackaging) takeBack = await pretendAws()
      },
      'after:package:finalize': () => takeBack(),
      // `offline` is `offline start`: only the latter tells when it is up and when it ends.
      'before:offline:start': () => serverless.pluginManager.spawn('offline:start'),
      'before:offline:start:init': orExit(() => offline.prepare()),
      'after:offline:start:init': orExit(() => offline.start()),
      'offline:functionsUpdated:cleanup': () => offline.renew(),
      'before:offline:start:end': () => offline.close(),
    }
  }
}
