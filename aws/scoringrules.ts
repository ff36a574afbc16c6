/** Rules: what arrives in a table is scored by a model's alias. One record a table, so that a commit asks once. */
import { type ScoringRules, scoringRules } from '../schemas/predictionjob.ts'
import { environment } from './environment.ts'
import { listObjects } from './listing.ts'
import { changeRecord } from './records.ts'
import { getJson } from './s3.ts'

const prefix = 'rules/'
const ruleKey = (table: string): string => `${prefix}${table}.json`
const bucket = environment.workBucket

/** Of a table, by model. */
export async function readRules(table: string): Promise<ScoringRules> {
  const found = await getJson<unknown>(bucket(), ruleKey(table))
  return scoringRules.parse(found?.value ?? {})
}

/** Of a model, by table. */
export async function rulesOf(model: string): Promise<{ table: string; alias: string }[]> {
  const listed = await listObjects(bucket(), prefix)
  const tables = listed.map(({ key }) => key.slice(prefix.length, -'.json'.length))
  const rules = await Promise.all(tables.map(readRules))
  return tables.flatMap((table, i) => {
    const rule = rules[i]?.[model]
    return rule ? [{ table, alias: rule.alias, createdAtMs: rule.createdAtMs }] : []
  })
}

/** From the next object on that is committed. */
export async function putRule(table: string, model: string, alias: string): Promise<void> {
  await changeRecord<ScoringRules>(bucket(), ruleKey(table), (rules = {}) =>
    rules[model]?.alias === alias
      ? undefined
      : { ...rules, [model]: { alias, createdAtMs: Date.now() } },
  )
}

/** What was scored by it stays, and follows its objects no more. */
export async function removeRule(table: string, model: string): Promise<void> {
  await changeRecord<ScoringRules>(bucket(), ruleKey(table), (rules = {}) => {
    const { [model]: removed, ...others } = rules
    return removed ? others : undefined
  })
}
