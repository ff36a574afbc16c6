/**
 * What the deployment says once instead of for each function, queue and source: the compiled template is completed
 * before it is written. And the dashboard's files, which are no resource, follow a deployment.
 */
import { addAccessLogs } from './accesslogs.ts'
import { addAlarms } from './alarms.ts'
import { useKey } from './encryption.ts'
import { countByClient, freeStage } from './gateway.ts'
import { useKept } from './kept.ts'
import { addObjectLock } from './objectlock.ts'
import { publishDashboard } from './publish.ts'
import type { Serverless } from './serverless.ts'
import { addSources } from './sources.ts'
import { addTracing } from './tracing.ts'

export default class DeploymentPlugin {
  readonly hooks: Record<string, () => unknown>

  constructor(serverless: Serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { custom, provider } = serverless.service
        const template = provider.compiledCloudFormationTemplate
        freeStage(template)
        countByClient(template)
        addSources(template, custom.sources.split(',').filter(Boolean), provider.stage)
        addObjectLock(template, Number(custom.objectLockDays))
        useKept(template, { buckets: custom.keptBuckets === 'yes', userPool: custom.userPool })
        useKey(template, custom.kmsKey)
        addTracing(template)
        addAccessLogs(template, custom.logBucket)
        addAlarms(template)
      },
      'after:deploy:deploy': () => publishDashboard(serverless),
    }
  }
}
