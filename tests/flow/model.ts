/** A model that is small, and whose every prediction is known without onnxruntime. */
import { forestChance, growForest } from '../../lake/predict/forest.ts'
import { onnxForest } from '../../lake/predict/onnx.ts'
import { modelDraft, modelSample } from '../../schemas/model.ts'

const codes = {
  values: new Map([
    ['x', 1],
    ['y', 2],
  ]),
  otherwise: 0,
}
const features = (size: number | null, word: string): number[] => [
  size ?? Number.NaN,
  codes.values.get(word) ?? codes.otherwise,
]

const taught = Array.from({ length: 200 }, (_, i) => ({ size: i % 40, word: 'xyz'[i % 3] ?? '' }))
const forest = growForest(
  [0, 1].map((at) => Float32Array.from(taught, ({ size, word }) => features(size, word)[at] ?? 0)),
  Uint8Array.from(taught, ({ size, word }) => Number(size > 20 || word === 'y')),
  { trees: 5, depth: 3, learningRate: 0.5, binsMax: 16, hessianMin: 1, lambda: 1 },
)

/** What the model says of a row. */
export const chanceOf = (size: number | null, word: string): number =>
  forestChance(forest, features(size, word))

/** `small`: size (may be missing) and word in, chance out. */
export const small = {
  draft: modelDraft.parse({
    name: 'small',
    description: 'for tests',
    model: { runtime: 'onnx' },
    signature: {
      inputs: [
        { name: 'size', type: 'double', nullable: true },
        { name: 'word', type: 'string' },
      ],
      outputs: [{ name: 'chance', type: 'float' }],
    },
  }),
  sample: modelSample.parse({
    rows: [{ size: 3, word: 'x' }],
    predictions: [{ chance: chanceOf(3, 'x') }],
  }),
  bytes: onnxForest(
    [
      { name: 'size', type: 'double' },
      { name: 'word', type: 'string', codes },
    ],
    'chance',
    forest,
  ),
}
