import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RowRule } from '../access/entity-access.ts'
import { type Actor, actorReference } from '../context/request-context.ts'

/**
 * Whether a record that is about to be created falls under a row rule. Row rules are made in `access`,
 * of `and` and `eq` only; any other shape admits nothing.
 */
export function rowRuleAdmits(rule: RowRule, record: { values: JsonObject; actor: Actor }): boolean {
  if (rule === 'all') return true
  if (rule === 'none') return false
  if ('and' in rule) return rule.and.every((part) => rowRuleAdmits(part, record))
  if (!('field' in rule) || rule.op !== 'eq') return false
  const value = rule.field === 'createdBy' ? actorReference(record.actor) : record.values[rule.field]
  return value !== undefined && value === rule.value
}
