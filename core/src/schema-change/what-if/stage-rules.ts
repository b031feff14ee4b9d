import type { GuardDeclaration, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { findActor } from '@tenon/sdk/expression/find-actor'
import { stageExpressions } from '@tenon/sdk/expression/stage-expressions'
import { type RawBuilder, sql } from 'kysely'
import { conditionToSql } from '../../expressions/expression-to-sql.ts'
import { modelSqlEnvironment } from '../../expressions/model-sql-environment.ts'
import type { CompiledEntity, CompiledModel, CompiledPipeline } from '../../model/compiled-model.ts'
import { lostMoves } from './lost-moves.ts'
import * as text from './rule-text.ts'
import type { RuleCheck, StageRule } from './stage-rule.ts'

export interface RuleGround {
  /** The model in force: its tables are what can be asked. */
  before: CompiledModel
  /** The entity as it is, and as it will be. */
  entity: CompiledEntity
  later: CompiledEntity
  schema: string
  timeZone: string
  now: Date
}

const GATES = ['entry', 'exit'] as const

/** Rules of a pipeline's stages that are new, or stricter than they were. */
export function stageRules(ground: RuleGround, before: CompiledPipeline, after: CompiledPipeline): StageRule[] {
  const conditionOf = makeConditions(ground, after)
  return after.schema.stages.flatMap((stage, index) => {
    const old = before.stages.get(stage.name)
    if (old === undefined) return []
    const rules = [
      ...GATES.flatMap((gate) => [
        ...newFields(ground, gate, old, stage),
        ...newConditions(gate, old, stage).map(({ guard, at }) => ({
          kind: gate === 'entry' ? ('entryCondition' as const) : ('exitCondition' as const),
          text: text.conditionHolds(gate, guard.label),
          check: conditionOf(guard, `/stages/${index}/${gate}/guards/${at}/condition`),
        })),
      ]),
      ...newLimits(old, stage, after.schema.calendar !== undefined),
      ...lostMoves(before, after, stage.name),
    ]
    return rules.map((rule) => ({ ...rule, stage: stage.name }))
  })
}

type Rule = Omit<StageRule, 'stage'>

function newFields(
  { entity, later }: RuleGround,
  gate: 'entry' | 'exit',
  ...[before, after]: [StageSchema, StageSchema]
): Rule[] {
  const known = new Set(before[gate]?.requiredFields)
  const added = (after[gate]?.requiredFields ?? []).filter((name) => !known.has(name))
  return added.map((name) => ({
    kind: gate === 'entry' ? 'entryFields' : 'exitFields',
    text: text.fieldNeeded(gate, later.fields.get(name)?.schema.label ?? { en: name }),
    check: { kind: 'records', failing: emptyIn(entity, later, name) },
  }))
}

/** A field that is new is empty in all records. */
function emptyIn(entity: CompiledEntity, later: CompiledEntity, name: string): RawBuilder<unknown> {
  const id = later.fields.get(name)?.id
  const known = [...entity.fields.values()].find((field) => field.id === id)
  const column = known?.columns[0]?.name
  return column === undefined ? sql`true` : sql`${sql.ref(`r.${column}`)} is null`
}

function newConditions(gate: 'entry' | 'exit', before: StageSchema, after: StageSchema) {
  const old = new Map((before[gate]?.guards ?? []).map((guard) => [guard.name, guard.condition ?? null]))
  return (after[gate]?.guards ?? []).flatMap((guard, at) =>
    old.has(guard.name) && old.get(guard.name) === (guard.condition ?? null) ? [] : [{ guard, at }],
  )
}

/** What becomes of conditions: SQL over the tables as they are, or the reason why they are none. */
function makeConditions({ before, schema, timeZone, now }: RuleGround, after: CompiledPipeline) {
  const typeOf = (entity: string, field: string) =>
    before.entities.get(entity)?.derivedFields.find(({ name }) => name === field)?.derivation.expression.type ??
    TYPE.unknown
  const { expressions } = stageExpressions(before.document, after.schema, typeOf)
  const environment = modelSqlEnvironment({
    ...{ model: before, schema, alias: 'r' },
    context: { now, timeZone, actor: null },
    visible: () => sql`true`,
  })
  return ({ condition }: GuardDeclaration, pointer: string): RuleCheck => {
    if (condition === undefined) return { kind: 'unknown', reason: text.CODE_DECIDES }
    const checked = expressions.get(pointer)
    if (checked === undefined) return { kind: 'unknown', reason: text.NOT_STORED_YET }
    if (findActor(checked.root) !== null) return { kind: 'unknown', reason: text.ACTOR_DECIDES }
    const written = conditionToSql(checked, environment)
    if (!written.ok) return { kind: 'unknown', reason: written.problems[0].message }
    return { kind: 'records', failing: sql`(${written.sql}) is not true` }
  }
}

function newLimits(before: StageSchema, after: StageSchema, hasCalendar: boolean): Rule[] {
  const { wipLimit, slaHours, rottingDays } = after
  const isStricter = (old: number | undefined, now: number | undefined): now is number =>
    now !== undefined && (old === undefined || now < old)
  const since = (hours: number): RuleCheck =>
    hasCalendar
      ? { kind: 'unknown', reason: text.CALENDAR_DECIDES }
      : { kind: 'records', failing: sql`r.stage_entered_at < now() - ${hours}::float8 * interval '1 hour'` }
  return [
    ...(isStricter(before.wipLimit, wipLimit)
      ? [{ kind: 'wipLimit' as const, text: text.atMost(wipLimit), check: { kind: 'limit' as const, most: wipLimit } }]
      : []),
    ...(isStricter(before.slaHours, slaHours)
      ? [{ kind: 'slaHours' as const, text: text.leaveWithin(slaHours), check: since(slaHours) }]
      : []),
    ...(isStricter(before.rottingDays, rottingDays)
      ? [{ kind: 'rottingDays' as const, text: text.staleAfter(rottingDays), check: since(rottingDays * 24) }]
      : []),
  ]
}
