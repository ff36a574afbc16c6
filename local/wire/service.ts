/** What every service of the laptop offers to the one endpoint, and what it may count on. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The verified signer of a request. */
export interface Caller {
  accountId: string
  region: string
  accessKeyId: string
}

export interface WireRequest {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  caller: Caller
  requestId: string
  /** The whole body, for protocols that need it; at most 16 MiB. S3 reads the stream itself. */
  body(): Promise<Buffer>
}

export interface Service {
  /** As in the credential scope of SigV4: `s3`, `sqs`, `glue`, `athena`, `sts`, `cloudformation`. */
  name: string
  answer(request: WireRequest): Promise<void>
  close?(): void | Promise<void>
}

/** An error with AWS's own name, as a client's SDK would raise it. */
export class AwsFault extends Error {
  override name = 'AwsFault'
  readonly code: string
  readonly status: number
  /** Further members of the error's body, as AWS names them. */
  readonly members: Record<string, unknown>

  constructor(code: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.status = status
    this.members = members
  }
}

/** The laptop's account, as emulators use it. */
export const accountId = '000000000000'
