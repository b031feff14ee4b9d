import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { changedFields } from './changed-values.ts'
import { expandRecords } from './expanding/expand-records.ts'
import { expressionActor } from './expression-actor.ts'
import { expressionTime } from './expression-time.ts'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'
import { ruleError, ruleProblems } from './rule-problems.ts'
import type { AskedRules, RuledWrite } from './ruled-write.ts'
import type { Positioned } from './settled.ts'
import { wholeRecord } from './whole-record.ts'

/**
 * Asks the entity's rules about final values: a new record all of them, a changed one those that read or name a field
 * which changes, so that a rule does not keep others from touching records from before it. Rules that read no field
 * of the record are asked at every write. Which writes they refuse, each with everything that is wrong with it.
 */
export async function checkRules(
  db: Queryable,
  scope: RecordScope,
  writes: ReadonlyArray<Positioned<RuledWrite>>,
): Promise<Array<Positioned<TenonError>>> {
  const asked = writes
    .map(({ position, value }) => ({ position, value, rules: askedRules(scope, value) }))
    .filter(hasAny)
  if (asked.length === 0) return []
  const expressions = new Set(asked.flatMap(({ rules }) => expressionsOf(rules)))
  const whole = asked.map(({ value }) => wholeRecord(scope, value))
  const records = await expandRecords(db, scope, { expressions: [...expressions], records: whole })
  const { ctx, timeZone } = scope
  const context = { now: expressionTime(ctx), timeZone, actor: expressionActor(ctx.actor), locale: ctx.locale }
  return asked.flatMap(({ position, rules }, index) => {
    const record = records[index]
    const problems = record === undefined ? [] : ruleProblems(scope, { rules, record, context })
    return problems.length === 0 ? [] : [{ position, value: ruleError(scope, problems) }]
  })
}

function hasAny({ rules }: { rules: AskedRules }): boolean {
  return rules.validations.length + rules.fields.length > 0
}

function askedRules({ entity: { rules } }: RecordScope, { old, values, place }: RuledWrite): AskedRules {
  if (old === null) return rules
  const changed = changedFields({ values, place }, old)
  if (changed.has('stage')) for (const name of ['pipeline', 'stageEnteredAt']) changed.add(name)
  const isAsked = ({ reads }: { reads: ReadonlySet<string> }) =>
    changed.size > 0 && (reads.size === 0 || [...reads].some((name) => changed.has(name)))
  return { validations: rules.validations.filter(isAsked), fields: rules.fields.filter(isAsked) }
}

function expressionsOf({ validations, fields }: AskedRules) {
  return [
    ...validations.map(({ expression }) => expression),
    ...fields.flatMap(({ visibleWhen, requiredWhen }) =>
      requiredWhen === null ? [] : visibleWhen === null ? [requiredWhen] : [visibleWhen, requiredWhen],
    ),
  ]
}
