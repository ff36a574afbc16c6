/** onnxruntime in worker threads: tensors in, tensors out. A thread that dies is replaced. */
import { resolve as absolute } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Datatype, Tensor, Value } from '../../lake/predict/tensor.ts'

export interface Scorer {
  /** Throws NotScored where onnxruntime refuses the file, or the tensors. */
  score(path: string, feed: Tensor[], outputs: string[]): Promise<Tensor[]>
  close(): Promise<void>
}

/** The message is onnxruntime's. */
export class NotScored extends Error {
  override name = 'NotScored'
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
  worker: Worker
  waiting: Map<number, Waiting>
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
export function openScorer({ worker, threads }: { worker: string; threads: number }): Scorer {
  process.env.ORT_DISABLE_TELEMETRY = '1'
  const pool: (Thread | undefined)[] = Array.from({ length: threads }, () => undefined)
  let next = 0

  const open = (at: number): Thread => {
    const thread = pool[at] ?? openThread(worker, () => (pool[at] = undefined))
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
      const { worker, waiting } = idlest()
      const id = next++
      const found = await new Promise<OrtTensor[]>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.ref()
        const tensors = feed.map(packed)
        worker.postMessage({ id, work: { path, outputs, feed: tensors } }, buffersOf(tensors))
      })
      return found.map(unpacked)
    },
    async close() {
      await Promise.all(pool.map((thread) => thread?.worker.terminate()))
    },
  }
}

function openThread(path: string, gone: () => void): Thread {
  const worker = new Worker(absolute(path))
  const waiting: Thread['waiting'] = new Map()
  const rest = (): void => void (waiting.size === 0 && worker.unref()) // an idle pool keeps no process alive
  rest()
  worker.once('online', rest)
  worker.on('message', ({ id, outputs, error }) => {
    const { resolve, reject } = waiting.get(id) ?? {}
    waiting.delete(id)
    rest()
    if (outputs) resolve?.(outputs)
    else reject?.(new NotScored(error))
  })
  const die = (message: string): void => {
    gone()
    for (const { reject } of waiting.values()) reject(new Error(`the scoring thread ${message}`))
    waiting.clear()
  }
  worker.on('error', ({ message }) => die(`failed: ${message}`))
  worker.on('exit', (code) => die(`ended with ${code}`))
  return { worker, waiting }
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
