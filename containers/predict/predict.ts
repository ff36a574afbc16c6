/** The scoring core: a model and its feed in, the outputs that its signature promises out. */
import { datatypeOf, matrixOf } from '../../lake/predict/feed.ts'
import { elementsOf, type Tensor } from '../../lake/predict/tensor.ts'
import type { ModelDraft } from '../../schemas/model.ts'
import { NotScored, type Scorer } from './scorer.ts'

/** Throws NotScored where the file does not do what the signature says. */
export async function predict(
  scorer: Scorer,
  { model, signature }: Pick<ModelDraft, 'model' | 'signature'>,
  path: string,
  feed: Tensor[],
): Promise<Tensor[]> {
  const matrix = model.runtime === 'onnx' ? model.matrix : undefined
  const inputs = matrix === undefined ? feed : [matrixOf(matrix, feed)]
  const names = signature.outputs.map(({ name }) => name)
  const outputs = await scorer.score(path, inputs, names)
  const rows = feed[0]?.shape[0] ?? 0
  return outputs.map((tensor, i) => {
    const { name, datatype, data, shape } = tensor
    const wanted = datatypeOf[signature.outputs[i]?.type ?? 'float']
    const width = elementsOf(shape.slice(1))
    if (datatype !== wanted || shape[0] !== rows) {
      throw new NotScored(`output "${name}" is ${datatype} [${shape}], not ${wanted} [${rows}, …]`)
    }
    return { name, datatype, data, shape: [rows, width] }
  })
}
