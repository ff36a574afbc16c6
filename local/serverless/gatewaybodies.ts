/**
 * Bodies as the gateway hands them on where every media type is binary: as base64, byte for byte. serverless-offline
 * does that for two types and reads all else as UTF-8: so each request is of one of them for it, while functions get
 * the headers as they were sent, which it takes from another place.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const channel = 'http.server.request.start'

/** Requests of this port only; what is returned ends it. */
export function passBytes(port: number): () => void {
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage }
    if (request.socket.localPort !== port) return
    request.headers['content-type'] = 'application/octet-stream'
  }
  subscribe(channel, onRequest)
  return () => unsubscribe(channel, onRequest)
}
