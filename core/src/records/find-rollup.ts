import type { GroupKey, GroupMeasure } from '@tenon/sdk/contract/group-records'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { CompiledRollup } from '../model/compiled-model.ts'
import type { RecordScope } from './record-scope.ts'

/** A condition of a filter over keys alone: the same as `eq` or `in` of any field. */
interface KeyCondition {
  field: string
  op: 'eq' | 'in'
  value: unknown
}

/** A rollup that has all that a question asks for. */
export interface RollupAnswer {
  rollup: CompiledRollup
  /** Places of the question's keys among those of the rollup. */
  keys: readonly number[]
  /** Parts that the measures are of; 0 for one that counts records. */
  parts: readonly number[]
  conditions: readonly KeyCondition[]
}

interface Question {
  keys: readonly GroupKey[]
  measures: readonly GroupMeasure[]
  where?: RecordFilter | undefined
  search?: string | undefined
}

/**
 * The rollup that answers a question as its rows would: null where there is none, and where the actor does not see each record with
 * each field that counts, for a rollup knows no rows.
 */
export function findRollup(scope: RecordScope, question: Question): RollupAnswer | null {
  const { rollups } = scope.entity
  if (rollups.length === 0 || scope.access.rows('read') !== 'all') return null
  if (question.search !== undefined && question.search.trim() !== '') return null
  const conditions = conditionsOf(question.where)
  if (conditions === null) return null
  for (const rollup of rollups) {
    const answer = answerBy(rollup, question, conditions)
    if (answer !== null && namesOf(question, conditions).every((name) => isOpen(scope, name))) return answer
  }
  return null
}

function answerBy(
  rollup: CompiledRollup,
  { keys, measures }: Question,
  conditions: readonly KeyCondition[],
): RollupAnswer | null {
  const places = keys.map(({ field, per = null }) =>
    rollup.keys.findIndex((key) => key.name === field && key.per === per),
  )
  const parts = measures.map(({ measure, field }) => {
    if (measure === 'count') return 0
    if (measure === 'min' || measure === 'max') return -1
    const at = rollup.sums.findIndex(({ name }) => name === field)
    return at < 0 ? -1 : at + 1
  })
  const canFilter = conditions.every(({ field }) => plainPlace(rollup, field) >= 0)
  return canFilter && [...places, ...parts].every((at) => at >= 0) ? { rollup, keys: places, parts, conditions } : null
}

/** Where among a rollup's keys the field's own values stand, as filters compare them; -1 where they do not. */
export function plainPlace({ keys }: CompiledRollup, field: string): number {
  return keys.findIndex(({ name, per, type }) => name === field && per === null && type !== 'jsonb')
}

/** Of a filter that is nothing but these, all of which hold; null for any other. What it says is checked where it is compiled. */
function conditionsOf(where: RecordFilter | undefined): KeyCondition[] | null {
  if (where === undefined) return []
  if ('and' in where) {
    const parts = where.and.map(conditionsOf)
    return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? [])
  }
  if (!('field' in where) || (where.op !== 'eq' && where.op !== 'in')) return null
  return [{ field: where.field, op: where.op, value: where.value ?? null }]
}

function namesOf({ keys, measures }: Question, conditions: readonly KeyCondition[]): string[] {
  return [
    ...keys.map(({ field }) => field),
    ...measures.flatMap(({ field }) => field ?? []),
    ...conditions.map(({ field }) => field),
  ]
}

function isOpen({ access }: RecordScope, name: string): boolean {
  return access.canRead(name) && access.canShow(name) && access.fieldRows(name, 'read') === 'all'
}
