/** A model's package in the models bucket: `<model>/versions/<n>/{model.onnx,model.json,sample.json}`, `<model>/aliases.json`. */
import * as z from 'zod'

export const modelName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
export const aliasName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
export const versionNumber = z.int().positive()
export const versionOrAlias = z
  .string()
  .regex(/^([1-9]\d{0,8}|[a-z][a-z0-9-]{0,31})$/)
  .describe('A version or an alias; where absent `live`, or else the newest version')

/** A column that goes in, or comes out. `nullable` goes as NaN, so only a fraction can be. */
const column = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,119}$/),
    type: z.enum(['boolean', 'long', 'float', 'double', 'string']),
    nullable: z.boolean().default(false),
    description: z.string().optional(),
  })
  .refine(({ type, nullable }) => !nullable || type === 'float' || type === 'double', {
    message: 'only float and double may be nullable: a null goes as NaN',
  })

const columns = z
  .array(column)
  .min(1)
  .max(2000)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    message: 'two columns have the same name',
  })

export const signature = z.strictObject({ inputs: columns, outputs: columns })

const runtime = z.discriminatedUnion('runtime', [
  z.strictObject({
    runtime: z.literal('onnx'),
    /** The one tensor [rows, inputs] that holds all inputs as float; where absent each input is a tensor [rows, 1]. */
    matrix: z.string().optional(),
  }),
  /** Served elsewhere: rows go there as CSV in the order of the inputs. */
  z.strictObject({
    runtime: z.literal('sagemaker'),
    endpoint: z.string().regex(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/),
  }),
])

export const heldOut = z.strictObject({
  description: z.string(),
  rows: z.int(),
  /** Area under the ROC curve, beside what a simpler guess reaches on the same rows. */
  auc: z.number(),
  baseline: z.strictObject({ description: z.string(), auc: z.number() }),
})

/** How it was made, so that it can be made again. */
const training = z.strictObject({
  query: z.string(),
  /** The Iceberg snapshots that the query read, by table. */
  snapshots: z.record(z.string(), z.string()),
  command: z.string(),
  rows: z.int(),
  heldOut,
})

/** What a data scientist writes: model.json before it has a version. */
export const modelDraft = z.strictObject({
  name: modelName,
  description: z.string(),
  ...{ model: runtime, signature },
  training: training.optional(),
})

/** model.json as it is registered. */
export const modelPackage = modelDraft.extend({
  version: versionNumber,
  /** Of model.onnx; absent where there is none: a runtime elsewhere has the model. */
  sha256: z.hex().length(64).optional(),
  registeredAtMs: z.int(),
})

export const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()])

/** sample.json: golden rows, and what the trainer itself predicted for them. */
export const modelSample = z.strictObject({
  rows: z.array(z.record(z.string(), scalar)).min(1).max(1000),
  predictions: z.array(z.record(z.string(), scalar)).min(1).max(1000),
  /** By how much a predicted number may differ. */
  toleranceMax: z.number().positive().max(0.01).default(1e-5),
})

/** aliases.json: names that move from version to version. */
export const modelAliases = z.record(aliasName, versionNumber)

export type ModelColumn = z.infer<typeof column>
export type Signature = z.infer<typeof signature>
export type ModelDraft = z.infer<typeof modelDraft>
export type ModelPackage = z.infer<typeof modelPackage>
export type ModelSample = z.infer<typeof modelSample>
export type ModelAliases = z.infer<typeof modelAliases>
