/** What every service of the laptop offers to the one endpoint, and what it may count on. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The verified signer of a request. */
export interface Caller {
  accountId: string
  region: string
  accessKeyId: string
}

/** A body as the client meant it: decoded from `aws-chunked`, its signatures checked on the way. */
export interface Payload extends AsyncIterable<Buffer> {
  /** Complete once the bytes have been read to their end; names are lower case. */
  trailers: Record<string, string>
}

export interface WireRequest {
  request: IncomingMessage
  response: ServerResponse
  /** Dots and doubled slashes of its path may be normalised: S3 reads `request.url` itself. */
  url: URL
  caller: Caller
  requestId: string
  /** The whole body, for protocols that need it; at most 16 MiB. S3 reads the stream itself. */
  body(): Promise<Buffer>
  /** The body as a stream of any size; read it once. */
  payload(): Payload
}

export interface Service {
  /** As in the credential scope of SigV4: `s3`, `sqs`, `glue`, `athena`, `sagemaker`, `sts`, `cloudformation`. */
  name: string
  /** What it answers, by AWS's names; all else is 501. */
  operations: readonly string[]
  answer(request: WireRequest): Promise<void>
  /** Words a fault in the service's protocol; also one that the endpoint found before the service was asked. */
  refuse(request: Refusable, fault: AwsFault): void
  close?(): void | Promise<void>
}

/** What is known of a request whose signature may be wrong. */
export type Refusable = Pick<WireRequest, 'request' | 'response' | 'requestId'>

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
