import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { FieldPlace } from '@tenon/sdk/expression/derivation'
import { findActor } from '@tenon/sdk/expression/find-actor'
import { usedPlaces } from '@tenon/sdk/expression/used-places'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { conditionToSql } from '../expressions/expression-to-sql.ts'
import { modelSqlEnvironment } from '../expressions/model-sql-environment.ts'
import type { CompiledFieldRules, CompiledModel } from '../model/compiled-model.ts'
import type { ChangeRules } from './model-change.ts'
import { changeRules } from './plan-text.ts'
import type { Probe, StepDescription } from './planned-step.ts'
import { countWhere } from './probe-queries.ts'
import type { PlanningState, TableTask, TableTasks } from './table-task.ts'

/**
 * How many live records break a rule that is new. They stay as they are, until somebody changes what the rule is about.
 * What the database cannot tell of the tables as they are (who acts, what was before, columns to come) is not counted.
 */
export function describeRules(change: ChangeRules, tasks: TableTasks): StepDescription {
  const task = tasks.get(change.entity.name)
  const probes = task?.table == null ? [] : probesOf(change, task)
  return {
    summary: changeRules(change),
    risk: change.validations.length + change.fields.length > 0 ? 'caution' : 'safe',
    table: probes.length > 0 && task !== undefined ? task.probed : null,
    probes,
    refusals: [],
  }
}

function probesOf({ model, validations, fields }: ChangeRules, task: TableTask): Probe[] {
  const asking = { model, task }
  const broken = validations.flatMap(({ expression }) => {
    const holds = askedOf(asking, expression)
    return holds === null ? [] : [sql`not coalesce(${holds}, false)`]
  })
  const missing = fields.flatMap((rules) => missingValue(asking, rules))
  return [...broken, ...missing].map((condition) => ({
    count: countWhere(task.probed, sql`${sql.ref(`${task.probed.table}.deleted_at`)} is null and ${condition}`),
    judge: () => null,
  }))
}

interface Asking {
  model: CompiledModel
  task: TableTask
}

function missingValue(asking: Asking, { field, visibleWhen, requiredWhen }: CompiledFieldRules): RawBuilder<unknown>[] {
  const { task } = asking
  const column = task.entity.fields.get(field)?.columns[0]
  if (requiredWhen === null || column === undefined) return []
  const needed = askedOf(asking, requiredWhen)
  const shown = visibleWhen === null ? sql<SqlBool>`true` : askedOf(asking, visibleWhen)
  if (needed === null || shown === null) return []
  // A field to come has no value in any record.
  const isThere = task.table?.columns.get(column.name)?.type === column.type
  const empty = isThere ? sql`${sql.ref(`${task.probed.table}.${column.name}`)} is null` : sql`true`
  return [sql`${empty} and coalesce(${shown} and ${needed}, false)`]
}

/** The condition over the table as it is; null where it cannot be asked. */
function askedOf({ model, task }: Asking, expression: CheckedExpression): RawBuilder<SqlBool> | null {
  if (findActor(expression.root) !== null) return null
  const places = storedPlaces(model, usedPlaces(model.document, expression.references))
  if (!places.every((place) => isInTable(model, task.state, place))) return null
  const environment = modelSqlEnvironment({
    model,
    schema: task.state.schema,
    alias: task.probed.table,
    context: { now: new Date(), timeZone: 'UTC', actor: null },
    visible: () => sql<SqlBool>`true`,
  })
  const written = conditionToSql(expression, environment)
  return written.ok ? written.sql : null
}

/** The fields, and of derived ones those that they are worked out of. */
function storedPlaces(model: CompiledModel, places: readonly FieldPlace[]): FieldPlace[] {
  return places.flatMap((place) => {
    const derivation = model.entities.get(place.entity)?.fields.get(place.field)?.derivation ?? null
    return derivation === null ? [place] : storedPlaces(model, derivation.uses)
  })
}

/** A common field has the columns that every table has, or those of pipelines, which may be to come. */
function isInTable(model: CompiledModel, { catalog }: PlanningState, { entity, field }: FieldPlace): boolean {
  const compiled = model.entities.get(entity)
  const table = compiled === undefined ? undefined : catalog.get(compiled.table)
  if (compiled === undefined || table === undefined) return false
  const known = compiled.fields.get(field)
  if (known === undefined) return compiled.pipelines.length === 0 || table.columns.has('stage')
  return known.columns.every(({ name, type }) => table.columns.get(name)?.type === type)
}
