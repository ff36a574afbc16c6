/** A view as Trino and Athena keep it in Glue: JSON, in Base64, in a comment. */
import * as z from 'zod'

const viewDocument = z.object({
  originalSql: z.string(),
  /** What unqualified names in it belong to. */
  catalog: z.string().optional(),
  schema: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
})

export type View = z.infer<typeof viewDocument>

/** The ViewOriginalText of Glue. */
export function encodeView(view: View): string {
  const document = { ...view, runAsInvoker: false, path: [] }
  return `/* Presto View: ${Buffer.from(JSON.stringify(document)).toString('base64')} */`
}

/** Undefined where the text is no view of Trino's: Hive's own are plain SQL of Hive. */
export function decodeView(text: string | undefined): View | undefined {
  const [, encoded] = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(text ?? '') ?? []
  if (encoded === undefined) return undefined
  try {
    return viewDocument.parse(JSON.parse(Buffer.from(encoded, 'base64').toString()))
  } catch {
    return undefined
  }
}
