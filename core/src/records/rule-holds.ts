import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateCondition } from '@tenon/sdk/expression/evaluate-expression'
import { sql } from 'kysely'
import type { RowCondition } from '../access/row-condition.ts'
import type { RowRule, RowShare, RowTest } from '../access/row-rule.ts'
import { type ExpandableRecord, expandRecords } from './expanding/expand-records.ts'
import { isUuid } from './is-uuid.ts'
import type { Queryable } from './queryable.ts'
import type { RecordScope } from './record-scope.ts'

/** A rule about a record as it is, or as a write would leave it. */
export interface AskedRule {
  rule: RowRule
  /** All stored values, common ones among them; `id` is null before it exists. */
  record: JsonObject
}

/**
 * Whether rules hold for records that the database does not have yet, one answer each: the same as the database gives
 * for the stored record. Asks it for what conditions name beyond the record, and for shares; otherwise nothing.
 */
export async function rulesHold(db: Queryable, scope: RecordScope, asked: readonly AskedRule[]): Promise<boolean[]> {
  const expressions = new Set(asked.flatMap(({ rule }) => expressionsOf(rule)))
  const records = asked.map(({ record }) => ({ record, old: null }))
  const expanded =
    expressions.size === 0 ? records : await expandRecords(db, scope, { expressions: [...expressions], records })
  const shared = await readShared(db, asked)
  return asked.map(({ rule }, index) => {
    const record = expanded[index]
    return record !== undefined && holds(rule, { record, shared })
  })
}

/** The same where the record's own values decide; null where more has to be known. */
export function ruleHoldsAlone(rule: RowRule, record: JsonObject): boolean | null {
  if (rule === 'all' || rule === 'none') return rule === 'all'
  if (testsIn(rule).some(({ kind }) => kind === 'where' || kind === 'shared')) return null
  return holds(rule, { record: { record, old: null }, shared: new Set() })
}

interface Known {
  record: ExpandableRecord
  /** Shares that were found, by `shareKey`. */
  shared: ReadonlySet<string>
}

function holds(rule: RowRule, known: Known): boolean {
  if (rule === 'all' || rule === 'none') return rule === 'all'
  const { record } = known.record
  switch (rule.kind) {
    case 'value':
      return record[rule.field] === rule.value
    case 'owner':
      return rule.ids.some((id) => id === record['ownerId'])
    case 'where':
      return conditionHolds(rule.condition, known.record)
    case 'shared':
      return known.shared.has(shareKey(rule.share, String(record['id'])))
    case 'any':
      return rule.of.some((part) => holds(part, known))
    case 'every':
      return rule.of.every((part) => holds(part, known))
  }
}

/** One that cannot be worked out does not hold. */
function conditionHolds({ expression, context }: RowCondition, record: ExpandableRecord): boolean {
  try {
    return evaluateCondition(expression, record, context)
  } catch (error) {
    if (error instanceof TenonError && error.code === 'VALIDATION_FAILED') return false
    throw error
  }
}

function testsIn(rule: RowRule): RowTest[] {
  if (rule === 'all' || rule === 'none') return []
  return rule.kind === 'any' || rule.kind === 'every' ? rule.of.flatMap(testsIn) : [rule]
}

function expressionsOf(rule: RowRule): CheckedExpression[] {
  return testsIn(rule).flatMap((test) => (test.kind === 'where' ? [test.condition.expression] : []))
}

/** Whether a rule looks at the record's own tags. */
export function asksTags(rule: RowRule): boolean {
  const roots = (expression: CheckedExpression) => expression.references.map(({ path }) => path[0])
  return expressionsOf(rule).some((expression) => roots(expression).includes(TAGS_FIELD))
}

function shareKey({ entity, grantees, edit }: RowShare, id: string): string {
  return JSON.stringify([entity, grantees, edit, id])
}

async function readShared(db: Queryable, asked: readonly AskedRule[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (const { rule, record } of asked) {
    const id = record['id']
    if (typeof id !== 'string' || !isUuid(id)) continue
    for (const test of testsIn(rule)) {
      if (test.kind !== 'shared' || found.has(shareKey(test.share, id))) continue
      if (await isShared(db, test.share, id)) found.add(shareKey(test.share, id))
    }
  }
  return found
}

async function isShared(db: Queryable, { entity, grantees, edit }: RowShare, id: string): Promise<boolean> {
  const query = db
    .selectFrom('_share')
    .select('id')
    .where('entity', '=', entity)
    .where('record_id', '=', id)
    .where(sql<boolean>`grantee = any(${[...grantees]}::uuid[])`)
    .where(sql<boolean>`(ends_at is null or ends_at > now())`)
  const row = await (edit ? query.where('can_edit', '=', true) : query).executeTakeFirst()
  return row !== undefined
}
