import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { loadJudge } from './load-judge.ts'
import { ruleContext } from './rule-context.ts'

/** Fields of a stored record that pages leave out, as its entity's rules have it. */
export async function hiddenFields(
  model: ModelView,
  entity: string,
  record: TenonRecord,
): Promise<ReadonlySet<string>> {
  const rules = model.entities[entity]?.rules
  if (rules === undefined) return new Set()
  const judge = await loadJudge(rules)
  const masked = new Set(record.$masked ?? [])
  const values = record as unknown as JsonObject
  const judged = judge?.({ values, old: values, unknown: masked, changed: new Set() }, ruleContext(model))
  return judged?.hidden ?? new Set()
}
