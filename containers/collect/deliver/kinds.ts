/** The kinds of destinations, each by its own client. */
import type { DestinationDefinition } from '../../../schemas/destinations.ts'
import type { Peer } from './kind.ts'

interface Named {
  name: string
  secrets: Record<string, string>
}

/** What a kind needs is loaded when a destination wants it. Throws what is worth another attempt. */
export async function openPeer(definition: DestinationDefinition, named: Named): Promise<Peer> {
  switch (definition.kind) {
    case 'http':
      return (await import('./http.ts')).openHttp({ ...named, definition })
    case 'kafka':
      return (await import('./kafka.ts')).openKafka({ ...named, definition })
    case 'mail':
      return (await import('./mail.ts')).openMail({ ...named, definition })
    case 'postgres':
      return (await import('./postgres.ts')).openPostgres({ ...named, definition })
    case 's3':
      return (await import('./s3.ts')).openS3({ ...named, definition })
    case 'sftp':
      return (await import('./sftp.ts')).openSftp({ ...named, definition })
  }
}
