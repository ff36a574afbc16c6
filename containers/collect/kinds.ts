/** The kinds that this runner runs, each by its own client. */
import type { Definition } from './definitions.ts'
import type { Opened, Peer } from './kind.ts'

type Named = Omit<Opened<never>, 'parameters'>

/** `stepSecrets`: by the names that the steps on the way call them. Throws what is worth another attempt. */
export async function openPeer(
  definition: Definition,
  { stepSecrets, ...named }: Named & { stepSecrets: Record<string, string> },
): Promise<Peer> {
  const { transform, dataset, original } = definition
  if (transform.length === 0) return openBare(definition, named)
  const { chainOf } = await import('./transform/chain.ts')
  const { transformed } = await import('./transform/transformed.ts')
  const chain = await chainOf(transform, stepSecrets)
  const peer = await openBare(definition, named)
  return transformed(peer, { dataset, chain, transform, isKept: original === 'keep' })
}

/** What a kind needs is loaded when a source wants it. */
async function openBare(definition: Definition, named: Named): Promise<Peer> {
  switch (definition.kind) {
    case 'database': {
      if (definition.parameters.engine === 'mysql') {
        const { openMysql } = await import('./kinds/mysql.ts')
        return openMysql({ ...named, parameters: definition.parameters })
      }
      const { openDatabase } = await import('./kinds/database.ts')
      return openDatabase({ ...named, parameters: definition.parameters })
    }
    case 'kafka': {
      const { openKafka } = await import('./kinds/kafka.ts')
      return openKafka({ ...named, parameters: definition.parameters })
    }
    case 'mqtt': {
      const { openMqtt } = await import('./kinds/mqtt.ts')
      return openMqtt({ ...named, parameters: definition.parameters })
    }
    case 's3': {
      const { openS3 } = await import('./kinds/s3.ts')
      return openS3({ ...named, parameters: definition.parameters })
    }
    case 'sftp': {
      const { openSftp } = await import('./kinds/sftp.ts')
      return openSftp({ ...named, parameters: definition.parameters })
    }
    case 'sqs': {
      const { openSqs } = await import('./kinds/sqs.ts')
      return openSqs({ ...named, parameters: definition.parameters })
    }
  }
}
