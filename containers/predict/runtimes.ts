/** By its runtime: onnxruntime here, or an endpoint of SageMaker's. */
import type { Tensor } from '../../lake/predict/tensor.ts'
import type { ModelPackage } from '../../schemas/model.ts'
import { fileOf } from './models.ts'
import { predict } from './predict.ts'
import type { Scorer } from './scorer.ts'

/** Throws NotScored. */
export async function scoreBy(
  scorer: Scorer,
  model: ModelPackage,
  feed: Tensor[],
): Promise<Tensor[]> {
  const { model: runtime, signature } = model
  if (runtime.runtime === 'sagemaker') {
    const { scoreByEndpoint } = await import('./endpoint.ts') // and its client, where it is needed
    return scoreByEndpoint(runtime.endpoint, signature, feed)
  }
  return predict(scorer, model, await fileOf(model), feed)
}

/** Whatever is needed before its first prediction. */
export async function makeReady(model: ModelPackage): Promise<void> {
  if (model.model.runtime === 'onnx') await fileOf(model)
}
