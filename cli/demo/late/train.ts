/**
 * `node cli/demo/late/train.ts [folder]`: trains the demo's model on the laptop that runs, and writes its draft,
 * model.onnx, model.json and sample.json, to the folder. The same rows give the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuery } from '../../../aws/athena.ts'
import { loadTable } from '../../../aws/icebergtable.ts'
import { currentSnapshot } from '../../../lake/iceberg/metadata.ts'
import {
  areaUnderCurve,
  type Forest,
  forestChance,
  growForest,
} from '../../../lake/predict/forest.ts'
import { type OnnxInput, onnxForest } from '../../../lake/predict/onnx.ts'
import { type ModelColumn, modelDraft, modelSample } from '../../../schemas/model.ts'
import { settings } from '../../settings.ts'
import { trainingQuery } from './query.ts'

const growth = { trees: 80, depth: 5, learningRate: 0.15, binsMax: 64, hessianMin: 20, lambda: 1 }
const trainingMonths = 5
const goldenRows = 25

const share = (name: string, description: string): ModelColumn => ({
  name,
  type: 'double',
  nullable: true,
  description: `${description} in the three hours before, the share that was late`,
})
const inputs: ModelColumn[] = [
  { name: 'hour', type: 'long', nullable: false, description: 'of departure, 0 to 23' },
  { name: 'weekday', type: 'long', nullable: false, description: '1 is Monday' },
  { name: 'distance', type: 'long', nullable: false, description: 'miles' },
  { name: 'origin', type: 'string', nullable: false, description: 'airport, as SEA' },
  { name: 'destination', type: 'string', nullable: false, description: 'airport, as LAX' },
  share('origin_departures_late', 'of the flights from here that landed'),
  share('origin_arrivals_late', 'of the flights that landed here'),
  share('destination_arrivals_late', 'of the flights that landed there'),
  share('network_late', 'of all flights that landed'),
]

type Cells = Record<string, string | null>
type Value = number | string | null

const rowValue = ({ type }: ModelColumn, cell: string | null | undefined): Value =>
  type === 'string' ? (cell ?? '') : cell === null || cell === undefined ? null : Number(cell)

/** Of each airport the share of late flights in the training rows; a rare one's is drawn to that of all. */
function codesOf(column: string, rows: Cells[], overall: number): NonNullable<OnnxInput['codes']> {
  const seen = new Map<string, { rows: number; late: number }>()
  for (const row of rows) {
    const so = seen.get(row[column] ?? '') ?? { rows: 0, late: 0 }
    seen.set(row[column] ?? '', { rows: so.rows + 1, late: so.late + Number(row.late) })
  }
  const drawnBy = 50 // as many rows of the average
  const entries = [...seen].sort(([a], [b]) => (a < b ? -1 : 1))
  const values = entries.map(([name, { rows, late }]): [string, number] => [
    name,
    Math.fround((late + drawnBy * overall) / (rows + drawnBy)),
  ])
  return { values: new Map(values), otherwise: Math.fround(overall) }
}

function featureOf({ name, codes }: OnnxInput, row: Cells): number {
  const cell = row[name] ?? null
  if (codes) return codes.values.get(cell ?? '') ?? codes.otherwise
  return cell === null ? Number.NaN : Math.fround(Number(cell))
}

const labelsOf = (rows: Cells[]): Uint8Array => Uint8Array.from(rows, ({ late }) => Number(late))

interface Trained {
  onnxInputs: OnnxInput[]
  forest: Forest
  chance: (row: Cells) => number
}

function train(rows: Cells[]): Trained {
  const labels = labelsOf(rows)
  const overall = labels.reduce((sum, label) => sum + label, 0) / labels.length
  const onnxInputs = inputs.map(({ name, type }): OnnxInput => {
    if (type === 'string') return { name, type, codes: codesOf(name, rows, overall) }
    return { name, type: type === 'boolean' ? 'long' : type }
  })
  const columns = onnxInputs.map((input) => Float32Array.from(rows, (row) => featureOf(input, row)))
  const forest = growForest(columns, labels, growth)
  const chance = (row: Cells) =>
    forestChance(
      forest,
      onnxInputs.map((input) => featureOf(input, row)),
    )
  return { onnxInputs, forest, chance }
}

/** What one knows without a model: the share of late flights of the hour of the day. */
function hourMeans(rows: Cells[], heldOut: Cells[]): number[] {
  const { values, otherwise } = codesOf('hour', rows, 0.2)
  return heldOut.map(({ hour }) => values.get(hour ?? '') ?? otherwise)
}

async function rowsOf({ workgroup, lakeDatabase }: ReturnType<typeof settings>): Promise<Cells[]> {
  const query = { statement: trainingQuery, workgroup, database: lakeDatabase }
  const { columns, rows } = await runQuery(query)
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])))
}

const there = settings()
const { metadata } = (await loadTable(there.lakeDatabase, 'bts_flights'))!
const snapshotId = String(currentSnapshot(metadata)?.['snapshot-id'] ?? '')
const rows = await rowsOf(there)
const learnt = rows.filter(({ month }) => Number(month) <= trainingMonths)
const heldOut = rows.filter(({ month }) => Number(month) > trainingMonths)
const { onnxInputs, forest, chance } = train(learnt)
const labels = labelsOf(heldOut)
const auc = areaUnderCurve(heldOut.map(chance), labels)
const baseline = areaUnderCurve(hourMeans(learnt, heldOut), labels)
const rounded = (value: number): number => Number(value.toFixed(4))

const draft = modelDraft.parse({
  name: 'late',
  description: 'Will a flight arrive more than 15 minutes late? Asked when it leaves.',
  model: { runtime: 'onnx' },
  signature: { inputs, outputs: [{ name: 'late', type: 'float', description: 'the chance' }] },
  training: {
    query: trainingQuery,
    snapshots: { bts_flights: snapshotId },
    command: 'node cli/demo/late/train.ts',
    rows: learnt.length,
    heldOut: {
      description: 'June 2001; trained on January to May',
      rows: heldOut.length,
      auc: rounded(auc),
      baseline: { description: 'late flights by hour of the day', auc: rounded(baseline) },
    },
  },
})
const step = Math.floor(heldOut.length / goldenRows)
const golden = Array.from({ length: goldenRows }, (_, i) => heldOut[i * step] ?? {})
const sample = modelSample.parse({
  rows: golden.map((row) =>
    Object.fromEntries(inputs.map((input) => [input.name, rowValue(input, row[input.name])])),
  ),
  predictions: golden.map((row) => ({ late: chance(row) })),
})

const folder = process.argv[2] ?? fileURLToPath(new URL('.', import.meta.url))
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'model.onnx'), onnxForest(onnxInputs, 'late', forest))
for (const [name, value] of [
  ['model.json', draft],
  ['sample.json', sample],
] as const) {
  writeFileSync(join(folder, name), `${JSON.stringify(value, undefined, 2)}\n`)
}
process.stdout.write(
  `${learnt.length} rows learnt; on ${heldOut.length} of June AUC ${rounded(auc)}, by the hour alone ${rounded(baseline)}\n`,
)
