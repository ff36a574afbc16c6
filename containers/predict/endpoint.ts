/** A model that SageMaker serves: its rows go to the endpoint in pieces that a request holds. */
import { EndpointRefused, invokeEndpoint } from '../../aws/sagemaker.ts'
import { endpointBytesMax, endpointRowsMax } from '../../lake/limits.ts'
import { csvLines, outputsOfAnswer, UnreadableAnswer } from '../../lake/predict/endpoint.ts'
import type { Tensor } from '../../lake/predict/tensor.ts'
import type { Signature } from '../../schemas/model.ts'
import { NotScored } from './scorer.ts'

/** Throws NotScored where the endpoint takes no such rows, or answers otherwise than the signature says. */
export async function scoreByEndpoint(
  endpoint: string,
  { outputs }: Signature,
  feed: Tensor[],
): Promise<Tensor[]> {
  const answers: Tensor[][] = []
  for (const lines of pieces(csvLines(feed))) {
    try {
      const answer = await invokeEndpoint(endpoint, lines.join(''))
      answers.push(outputsOfAnswer(answer, outputs, lines.length))
    } catch (error) {
      if (error instanceof EndpointRefused) throw new NotScored(error.message)
      if (error instanceof UnreadableAnswer)
        throw new NotScored(`endpoint "${endpoint}": ${error.message}`)
      throw error
    }
  }
  const rows = feed[0]?.shape[0] ?? 0
  return outputs.map(({ name }, at) => {
    const data = answers.flatMap((tensors) => tensors[at]?.data ?? [])
    return { name, datatype: answers[0]![at]!.datatype, shape: [rows, 1], data }
  })
}

function* pieces(lines: string[]): Generator<string[]> {
  let piece: string[] = []
  let bytes = 0
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line)
    if (piece.length === endpointRowsMax || (bytes > 0 && bytes + lineBytes > endpointBytesMax)) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(line)
    bytes += lineBytes
  }
  if (piece.length > 0) yield piece
}
