/** What a file would be if it were read so: nothing is kept, and at most what an inspection reads is read. */
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { demandSource } from '../../../aws/gateway/caller.ts'
import { NoSuchObject } from '../../../aws/s3.ts'
import type { Dataset } from '../../../lake/dataset.ts'
import { calledByPins, pinsOf } from '../../../lake/inspect/pinned.ts'
import { readAs } from '../../../lake/inspect/readas.ts'
import { datasetOf, type Interpretation, said } from '../../../lake/interpretation.ts'
import { Quarantined } from '../../../lake/problem.ts'
import type { Receipt } from '../../../lake/receipt.ts'
import { glueType } from '../../../lake/schema/spelling.ts'
import type { Pins } from '../../../schemas/interpretation.ts'
import { demandSense, interpretationOf, ownerOf } from '../datasets/interpretation.ts'
import { recordOf } from '../datasets/tables.ts'
import { demandSaying, inspectedBy } from './inspected.ts'
import { receiptOf, unknownObject } from './objects.ts'
import { firstRows } from './previewrows.ts'

export async function previewInterpretation({
  params,
  body: { pins, file },
  caller,
}: Call<object, { name: string }, { pins: Pins; file: string }>): Promise<Answer> {
  const owner = await ownerOf(params.name, file)
  demandSource(caller, owner.source)
  demandSense(pins)
  const receipt = await receiptOf(file)
  const of = receipt && datasetOf(receipt.object.key)
  if (!receipt || of?.source !== owner.source || of.dataset !== owner.dataset) {
    throw unknownObject(file)
  }
  const who = { by: caller.subject, nowMs: Date.now() }
  const present = await interpretationOf(owner)
  const record = said(present, owner, pins, who)
  try {
    return json(await previewOf(receipt, record, present, await recordOf(params.name)))
  } catch (error) {
    if (error instanceof NoSuchObject) throw unknownObject(file)
    if (!(error instanceof Quarantined)) throw error
    const nothing = { columns: [], rows: null, read: {}, evidence: [], doubt: [], format: null }
    const says = pinsOf('other')
    return json({ verdict: 'quarantined', reason: error.reason, ...nothing, says })
  }
}

async function previewOf(
  receipt: Receipt,
  record: Interpretation,
  present: Interpretation | undefined,
  dataset?: Dataset,
) {
  const { inspection, read, reserved } = await inspectedBy(receipt, record, dataset)
  demandSaying(record.said.pins, present?.said.pins, inspection.format)
  const { verdict, format, evidence, doubt = [], reason = null } = inspection
  const { rows, columns } =
    verdict === 'table'
      ? await firstRows(inspection, receipt.object.bytes, read, reserved)
      : { rows: null, columns: inspection.columns }
  const named = calledByPins(inspection, columns, reserved).map((column) => {
    const { name, original, type } = column
    return {
      name,
      ...(original && { original }),
      type: glueType(type === 'null' ? 'string' : type),
    }
  })
  return {
    verdict,
    format,
    columns: named,
    rows,
    read: readAs(inspection),
    says: pinsOf(format),
    evidence,
    doubt,
    reason,
  }
}
