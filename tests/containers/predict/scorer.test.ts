import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { predict } from '../../../containers/predict/predict.ts'
import { NotInTime, NotScored, openScorer } from '../../../containers/predict/scorer.ts'
import { feedOfRows, rowsOfOutputs } from '../../../lake/predict/feed.ts'
import { type Forest, forestChance, growForest } from '../../../lake/predict/forest.ts'
import { onnxForest } from '../../../lake/predict/onnx.ts'
import type { ModelColumn } from '../../../schemas/model.ts'
import { late } from './registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'scorer-'))
const answerMsMax = 60_000
const scorer = openScorer({ worker: 'containers/predict/worker.mjs', threads: 2, answerMsMax })
afterAll(async () => {
  await scorer.close()
  rmSync(folder, { recursive: true })
})

const columns: ModelColumn[] = [
  { name: 'number', type: 'double', nullable: true },
  { name: 'count', type: 'long', nullable: false },
  { name: 'word', type: 'string', nullable: false },
]
const codes = {
  values: new Map([
    ['one', 1],
    ['two', 2],
    ['drei', 3.5],
  ]),
  otherwise: -1,
}
const model = {
  model: { runtime: 'onnx' as const },
  signature: {
    inputs: columns,
    outputs: [{ name: 'yes', type: 'float' as const, nullable: false }],
  },
}

interface Row {
  number: number | null
  count: number
  word: string
}
const row: fc.Arbitrary<Row> = fc.record({
  number: fc.option(fc.float({ min: -10, max: 10, noNaN: true })),
  count: fc.integer({ min: -5, max: 5 }),
  word: fc.constantFrom('one', 'two', 'drei', 'many'),
})
const features = ({ number, count, word }: Row) => [
  number ?? Number.NaN,
  count,
  codes.values.get(word) ?? codes.otherwise,
]
const growth = { trees: 10, depth: 4, learningRate: 0.3, binsMax: 16, hessianMin: 1, lambda: 1 }

function grow(rows: Row[]): Forest {
  const labels = Uint8Array.from(rows, ({ number, count, word }, i) =>
    Number((number ?? 3) + count > (word === 'one' ? 2 : 0) || i % 7 === 0),
  )
  labels.set([0, 1]) // both are there
  return growForest(
    [0, 1, 2].map((i) => Float32Array.from(rows, (one) => features(one)[i]!)),
    labels,
    growth,
  )
}

describe('onnxruntime', () => {
  test('predicts of any forest what the forest does, missing values and unknown words too', async () => {
    let files = 0
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 20, maxLength: 200 }), async (rows) => {
        const forest = grow(rows)
        const path = join(folder, `${files++}.onnx`)
        const inputs = [
          { name: 'number', type: 'double' as const },
          { name: 'count', type: 'long' as const },
          { name: 'word', type: 'string' as const, codes },
        ]
        writeFileSync(path, onnxForest(inputs, 'yes', forest))
        const found = rowsOfOutputs(
          await predict(
            scorer,
            model,
            path,
            feedOfRows(
              model.signature,
              rows.map((one) => ({ ...one })),
            ),
          ),
        )
        for (const [i, one] of rows.entries())
          expect(found[i]?.yes).toBeCloseTo(forestChance(forest, features(one)), 5)
      }),
      { numRuns: 30 },
    )
  })

  test('says what is wrong with a file, and scores on', async () => {
    const path = join(folder, 'broken.onnx')
    writeFileSync(path, 'no model')
    const feed = feedOfRows(late.draft.signature, late.sample.rows)
    await expect(predict(scorer, late.draft, path, feed)).rejects.toThrow(NotScored)
    await expect(predict(scorer, late.draft, late.file, feed.slice(1))).rejects.toThrow(NotScored)
    const wanted = {
      ...late.draft,
      signature: {
        ...late.draft.signature,
        outputs: [{ name: 'late', type: 'double' as const, nullable: false }],
      },
    }
    await expect(predict(scorer, wanted, late.file, feed)).rejects.toThrow('not FP64')
    const all = await Promise.all(
      Array.from({ length: 20 }, () => predict(scorer, late.draft, late.file, feed)),
    )
    for (const outputs of all) expect(outputs).toEqual(all[0])
  })
})

test('a thread that gives no answer is ended; what waits for it hears so, and the next has a fresh one', async () => {
  const worker = join(folder, 'hangs.mjs')
  writeFileSync(
    worker,
    `import { parentPort } from 'node:worker_threads'
    let turn = Promise.resolve()
    parentPort.on('message', ({ id, work: { path } }) => {
      if (path === 'hang') for (;;);
      turn = turn.then(() => new Promise((done) => setTimeout(done, 250)))
      turn.then(() => parentPort.postMessage({ id, outputs: [] }))
    })`,
  )
  const slow = openScorer({ worker, threads: 1, answerMsMax: 1_500 })
  try {
    // Each answer begins its time anew: eight take longer than one may.
    const eight = Array.from({ length: 8 }, () => slow.score('slow', [], []))
    await Promise.all(eight)
    const hung = ['hang', 'slow', 'hang'].map((path) => slow.score(path, [], []))
    const heard = await Promise.allSettled(hung)
    expect(heard.map((each) => each.status === 'rejected' && each.reason)).toEqual(
      Array(3).fill(expect.any(NotInTime)),
    )
    await expect(slow.score('slow', [], [])).resolves.toEqual([])
    await expect(slow.score('hang', [], [])).rejects.toThrow('gave no answer for 1.5 s')
    await expect(slow.score('slow', [], [])).resolves.toEqual([])
  } finally {
    await slow.close()
  }
})
