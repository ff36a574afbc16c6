/** The Open Inference Protocol v2: requests read, answers written, with binary tensors where they are wanted. */
import * as z from 'zod'
import type { ModelPackage } from '../../schemas/model.ts'
import { datatypeOf } from './feed.ts'
import { unpredictable } from './problem.ts'
import {
  bytesOfTensor,
  type Datatype,
  datatypes,
  jsonOfTensor,
  type Tensor,
  tensorOfBytes,
  tensorOfJson,
} from './tensor.ts'

const parameters = z.record(z.string(), z.unknown()).optional()

const requestBody = z.object({
  id: z.string().optional(),
  parameters,
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.int().nonnegative()).min(1).max(8),
        datatype: z.string().max(20),
        parameters,
        data: z.unknown().optional(),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: z.string(), parameters })).optional(),
})

export interface InferRequest {
  id?: string
  tensors: Tensor[]
  /** Those asked for, and whether as bytes; none where all are. */
  outputs?: { name: string; isBinary: boolean }[]
  /** Of outputs that say nothing themselves. */
  isBinary: boolean
}

/** `headerBytes` is `Inference-Header-Content-Length`: what follows the JSON is tensors. Throws Unpredictable. */
export function readInfer(body: Uint8Array, headerBytes = body.length): InferRequest {
  if (!Number.isInteger(headerBytes) || headerBytes < 0 || headerBytes > body.length) {
    throw unpredictable('request.header', 'Inference-Header-Content-Length is not within the body')
  }
  const { id, inputs, outputs, parameters: whole } = parse(body.subarray(0, headerBytes))
  let at = headerBytes
  const tensors = inputs.map(({ name, datatype: given, shape, parameters: own, data }) => {
    const datatype = datatypeNamed(given, name)
    const size = own?.binary_data_size
    if (size === undefined) return tensorOfJson(name, datatype, shape, data)
    if (
      typeof size !== 'number' ||
      !Number.isInteger(size) ||
      size < 0 ||
      at + size > body.length
    ) {
      throw unpredictable('tensor.bytes', `the body ends before "${name}" does`, name)
    }
    at += size
    return tensorOfBytes(name, datatype, shape, body.subarray(at - size, at))
  })
  if (at !== body.length) {
    throw unpredictable('request.rest', `${body.length - at} bytes belong to no tensor`)
  }
  const isBinary = whole?.binary_data_output === true
  const wanted = outputs?.map(({ name, parameters: own }) => ({
    name,
    isBinary: typeof own?.binary_data === 'boolean' ? own.binary_data : isBinary,
  }))
  return {
    tensors,
    isBinary,
    ...(id === undefined ? {} : { id }),
    ...(wanted?.length ? { outputs: wanted } : {}),
  }
}

/** FP16 and BF16 have no numbers of their own in JavaScript, and no model here takes them. */
function datatypeNamed(given: string, name: string): Datatype {
  if (datatypes.includes(given)) return given as Datatype
  const detail = `"${name}" is ${JSON.stringify(given)}; taken are ${datatypes.join(', ')}`
  throw unpredictable('tensor.datatype', detail, name)
}

function parse(bytes: Uint8Array): z.infer<typeof requestBody> {
  let json: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    json = JSON.parse(text.includes('NaN') ? withoutNaN(text) : text)
  } catch {
    throw unpredictable('request.json', 'the request is no JSON')
  }
  const parsed = requestBody.safeParse(json)
  if (parsed.success) return parsed.data
  const { path = [], message = '' } = parsed.error.issues[0] ?? {}
  throw unpredictable('request.invalid', `${path.join('.') || 'the request'}: ${message}`)
}

/** Python's clients write a missing number as NaN, which JSON has not: null, outside of texts. */
const withoutNaN = (text: string): string =>
  text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\bNaN\b/gs, (found) => (found === 'NaN' ? 'null' : found))

export interface InferAnswer {
  body: Uint8Array
  /** Of the JSON, where tensors follow it. */
  headerBytes?: number
}

/** Throws Unpredictable where an output is asked for that the model has not. */
export function writeInfer(
  { name, version }: ModelPackage,
  request: InferRequest,
  outputs: Tensor[],
): InferAnswer {
  const named = new Map(outputs.map((tensor) => [tensor.name, tensor]))
  const wanted =
    request.outputs ?? outputs.map((tensor) => ({ name: tensor.name, isBinary: request.isBinary }))
  const blobs: Uint8Array[] = []
  const written = wanted.map((output) => {
    const tensor = named.get(output.name)
    if (!tensor)
      throw unpredictable('output.unknown', `the model has no output "${output.name}"`, output.name)
    const head = { name: tensor.name, datatype: tensor.datatype, shape: tensor.shape }
    if (!output.isBinary) return { ...head, data: jsonOfTensor(tensor) }
    const bytes = bytesOfTensor(tensor)
    blobs.push(bytes)
    return { ...head, parameters: { binary_data_size: bytes.length } }
  })
  const { id } = request
  const header = Buffer.from(
    JSON.stringify({
      model_name: name,
      model_version: String(version),
      ...(id === undefined ? {} : { id }),
      outputs: written,
    }),
  )
  if (blobs.length === 0) return { body: header }
  return { body: Buffer.concat([header, ...blobs]), headerBytes: header.length }
}

export const serverMetadata = {
  name: 'hypatia',
  version: '2',
  extensions: ['binary_tensor_data'],
}

export function modelMetadata(
  { name, model, signature }: ModelPackage,
  versions: number[],
): object {
  const described = (columns: ModelPackage['signature']['inputs']) =>
    columns.map((column) => ({
      name: column.name,
      datatype: datatypeOf[column.type],
      shape: [-1, 1],
    }))
  return {
    name,
    versions: versions.map(String),
    platform: model.runtime === 'onnx' ? 'onnx_onnxv1' : model.runtime,
    inputs: described(signature.inputs),
    outputs: described(signature.outputs),
  }
}
