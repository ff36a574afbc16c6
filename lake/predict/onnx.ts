/**
 * ONNX files of the models that the house trains itself: columns by name, texts looked up in a table, then a forest.
 * https://github.com/onnx/onnx/blob/main/onnx/onnx-ml.proto, https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html
 */
import type { ModelColumn } from '../../schemas/model.ts'
import type { Forest } from './forest.ts'
import { type Fields, message, packedFloats, packedVarints } from './protobuf.ts'

/** An input of the model, and how it becomes a feature: as it is, or by its entry in `codes`, else `otherwise`. */
export interface OnnxInput {
  name: string
  type: Exclude<ModelColumn['type'], 'boolean'>
  codes?: { values: Map<string, number>; otherwise: number }
}

const elementTypes = { float: 1, long: 7, string: 8, double: 11 }
const ml = 'ai.onnx.ml'

type Attribute = number | string | number[] | string[] | { floats: number[] }

/** One output, `output`, float [rows, 1]: the chance of yes. */
export function onnxForest(inputs: OnnxInput[], output: string, forest: Forest): Uint8Array {
  const features = inputs.map(featureNode)
  const nodes = [
    ...features,
    node(
      'Concat',
      inputs.map(({ name }) => `${name}_feature`),
      'features',
      { axis: 1 },
    ),
    node('TreeEnsembleRegressor', ['features'], 'log_odds', ensemble(forest), ml),
    // onnxruntime's regressor has no LOGISTIC for one target
    node('Sigmoid', ['log_odds'], output, {}),
  ]
  const graph = message([
    ...nodes.map((bytes): Fields[number] => [1, bytes]),
    [2, 'forest'],
    ...inputs.map(({ name, type }): Fields[number] => [11, column(name, elementTypes[type])]),
    [12, column(output, elementTypes.float)],
  ])
  const opset = (domain: string, version: number) =>
    message([
      [1, domain],
      [2, version],
    ])
  return message([
    [1, 8],
    [2, 'hypatia'],
    [7, graph],
    [8, opset('', 17)],
    [8, opset(ml, 3)],
  ])
}

function featureNode({ name, codes }: OnnxInput): Uint8Array {
  if (!codes) return node('Cast', [name], `${name}_feature`, { to: elementTypes.float })
  const attributes = {
    keys_strings: [...codes.values.keys()],
    values_floats: { floats: [...codes.values.values()] },
  }
  // the one attribute that is a single float
  const otherwise = message([
    [1, 'default_float'],
    [20, 1],
  ])
  const value = Buffer.concat([Uint8Array.of((2 << 3) | 5), packedFloats([codes.otherwise])])
  return node(
    'LabelEncoder',
    [name],
    `${name}_feature`,
    attributes,
    ml,
    Buffer.concat([otherwise, value]),
  )
}

/** A tensor [rows, 1]. */
function column(name: string, elementType: number): Uint8Array {
  const shape = message([
    [1, message([[2, 'rows']])],
    [1, message([[1, 1]])],
  ])
  return message([
    [1, name],
    [
      2,
      message([
        [
          1,
          message([
            [1, elementType],
            [2, shape],
          ]),
        ],
      ]),
    ],
  ])
}

function node(
  operator: string,
  inputs: string[],
  output: string,
  attributes: Record<string, Attribute>,
  domain?: string,
  further?: Uint8Array,
): Uint8Array {
  return message([
    ...inputs.map((input): Fields[number] => [1, input]),
    [2, output],
    [3, output],
    [4, operator],
    ...Object.entries(attributes).map(([name, value]): Fields[number] => [
      5,
      attribute(name, value),
    ]),
    [5, further],
    [7, domain],
  ])
}

function attribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === 'number')
    return message([
      [1, name],
      [3, value],
      [20, 2],
    ])
  if (typeof value === 'string')
    return message([
      [1, name],
      [4, value],
      [20, 3],
    ])
  if (!Array.isArray(value))
    return message([
      [1, name],
      [7, packedFloats(value.floats)],
      [20, 6],
    ])
  if (typeof value[0] === 'string') {
    return message([
      [1, name],
      ...value.map((text): Fields[number] => [9, text as string]),
      [20, 8],
    ])
  }
  return message([
    [1, name],
    [8, packedVarints(value as number[])],
    [20, 7],
  ])
}

function ensemble({ base, trees }: Forest): Record<string, Attribute> {
  const nodes = trees.flatMap((tree, treeId) =>
    tree.map((node, nodeId) => ({ ...node, treeId, nodeId })),
  )
  const leaves = nodes.filter(({ feature }) => feature < 0)
  return {
    n_targets: 1,
    base_values: { floats: [base] },
    nodes_treeids: nodes.map(({ treeId }) => treeId),
    nodes_nodeids: nodes.map(({ nodeId }) => nodeId),
    nodes_featureids: nodes.map(({ feature }) => Math.max(0, feature)),
    nodes_values: { floats: nodes.map(({ threshold }) => threshold) },
    nodes_modes: nodes.map(({ feature }) => (feature < 0 ? 'LEAF' : 'BRANCH_LEQ')),
    nodes_truenodeids: nodes.map(({ left }) => left),
    nodes_falsenodeids: nodes.map(({ right }) => right),
    nodes_missing_value_tracks_true: nodes.map(({ missingLeft }) => Number(missingLeft)),
    target_treeids: leaves.map(({ treeId }) => treeId),
    target_nodeids: leaves.map(({ nodeId }) => nodeId),
    target_ids: leaves.map(() => 0),
    target_weights: { floats: leaves.map(({ value }) => value) },
  }
}
