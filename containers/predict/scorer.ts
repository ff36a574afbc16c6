/** onnxruntime in worker threads: tensors in, tensors out. A thread that dies, or does not answer, is replaced. */
import { resolve as absolute } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Datatype, Tensor, Value } from '../../lake/predict/tensor.ts'
import { RequestProblem } from '../../lake/problem.ts'

export interface Scorer {
  /** Throws NotScored where onnxruntime refuses the file, or the tensors, and NotInTime. */
  score(path: string, feed: Tensor[], outputs: string[]): Promise<Tensor[]>
  close(): Promise<void>
}

/** The message is onnxruntime's. */
export class NotScored extends Error {
  override name = 'NotScored'
}

/** Whether the model hangs or the machine is busy nobody knows: a job tries again, who asked hears of it. */
export class NotInTime extends RequestProblem {
  override name = 'NotInTime'

  constructor(ms: number) {
    super('model.failed', `its scoring thread gave no answer for ${ms / 1000} s, and was ended`)
  }
}

type Data = Float32Array | Float64Array | BigInt64Array | Uint8Array | string[]

/** As onnxruntime names it. */
interface OrtTensor {
  name: string
  type: string
  shape: number[]
  data: Data
}

interface Waiting {
  resolve(outputs: OrtTensor[]): void
  reject(error: Error): void
}

interface Thread {
  waiting: Map<number, Waiting>
  ask(id: number, work: object, handedOver: ArrayBuffer[]): void
  end(): Promise<unknown>
}

interface ScorerOptions {
  worker: string
  threads: number
  /** How long a thread that has something to do may give no answer. */
  answerMsMax: number
}

const types: Partial<Record<Datatype, [type: string, pack: (data: Value[]) => Data]>> = {
  BOOL: ['bool', (data) => Uint8Array.from(data as boolean[], Number)],
  INT64: ['int64', (data) => BigInt64Array.from(data as bigint[])],
  FP32: ['float32', (data) => Float32Array.from(data as number[])],
  FP64: ['float64', (data) => Float64Array.from(data as number[])],
  BYTES: ['string', (data) => data as string[]],
}

/**
 * `worker` is the path of worker.mjs, beside which onnxruntime-node lies. Its telemetry is off for the process; the first
 * thread loads it at once, others when it has too much to do.
 */
export function openScorer({ worker, threads, answerMsMax }: ScorerOptions): Scorer {
  process.env.ORT_DISABLE_TELEMETRY = '1'
  const pool: (Thread | undefined)[] = Array.from({ length: threads }, () => undefined)
  let next = 0

  const open = (at: number): Thread => {
    const thread = pool[at] ?? openThread(worker, answerMsMax, () => (pool[at] = undefined))
    pool[at] = thread
    return thread
  }
  const idlest = (): Thread => {
    const [, at] = pool
      .map((thread, i) => [thread?.waiting.size ?? 0, i] as const)
      .reduce((least, one) => (one[0] < least[0] ? one : least))
    return open(at)
  }
  open(0)

  return {
    async score(path, feed, outputs) {
      const { waiting, ask } = idlest()
      const id = next++
      const tensors = feed.map(packed) // it may throw, and then nobody waits
      const found = await new Promise<OrtTensor[]>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        ask(id, { path, outputs, feed: tensors }, buffersOf(tensors))
      })
      return found.map(unpacked)
    },
    async close() {
      await Promise.all(pool.map((thread) => thread?.end()))
    },
  }
}

function openThread(path: string, answerMsMax: number, gone: () => void): Thread {
  const worker = new Worker(absolute(path))
  const waiting: Thread['waiting'] = new Map()
  let late: NodeJS.Timeout | undefined
  let isGone = false
  const die = (error: Error): void => {
    if (isGone) return // its place may be another's
    isGone = true
    clearTimeout(late)
    gone()
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  /** onnxruntime itself cannot be stopped: its thread ends when it comes back, and is waited for no more. */
  const giveUp = (): void => {
    die(new NotInTime(answerMsMax))
    worker.unref()
    void worker.terminate()
  }
  const rest = (): void => {
    clearTimeout(late)
    if (isGone) return
    if (waiting.size === 0)
      worker.unref() // an idle pool keeps no process alive
    else late = setTimeout(giveUp, answerMsMax)
  }
  rest()
  worker.once('online', () => waiting.size === 0 && worker.unref())
  worker.on('message', ({ id, outputs, error }) => {
    const { resolve, reject } = waiting.get(id) ?? {}
    waiting.delete(id)
    rest()
    if (outputs) resolve?.(outputs)
    else reject?.(new NotScored(error))
  })
  worker.on('error', ({ message }) => die(new Error(`the scoring thread failed: ${message}`)))
  worker.on('exit', (code) => die(new Error(`the scoring thread ended with ${code}`)))
  return {
    waiting,
    ask(id, work, handedOver) {
      worker.ref()
      if (waiting.size === 1) rest()
      worker.postMessage({ id, work }, handedOver)
    },
    end: () => worker.terminate(),
  }
}

/** They are handed over, not copied. */
const buffersOf = (tensors: OrtTensor[]): ArrayBuffer[] =>
  tensors.flatMap(({ data }) => (ArrayBuffer.isView(data) ? [data.buffer as ArrayBuffer] : []))

function packed({ name, datatype, shape, data }: Tensor): OrtTensor {
  const [type, pack] = types[datatype] ?? []
  if (!type || !pack) throw new NotScored(`no model takes ${datatype}`)
  return { name, type, shape, data: pack(data) }
}

function unpacked({ name, type, shape, data }: OrtTensor): Tensor {
  const datatype = Object.entries(types).find(([, [ort]]) => ort === type)?.[0] as Datatype
  if (!datatype) throw new NotScored(`the model gives "${name}" as ${type}`)
  const values = Array.from<Value>(data)
  return { name, datatype, shape, data: type === 'bool' ? values.map(Boolean) : values }
}
