import { type RawBuilder, sql } from 'kysely'
import type { CompiledRollupKey } from '../model/compiled-model.ts'
import { rollupId } from '../model/rollup-id.ts'
import { compileCondition } from './compile-condition.ts'
import { plainPlace, type RollupAnswer } from './find-rollup.ts'
import type { CompiledMeasure } from './group-measures.ts'
import type { QueryField } from './query-field.ts'
import { type RecordScope, systemTable } from './record-scope.ts'
import { storedQueryField } from './stored-query-field.ts'

type Sql = RawBuilder<unknown>

/** What stands in the place of rows that are added up, and whether it is all there. */
export interface RollupPart {
  /** CTE `part`, with the columns that adding up rows would give. */
  part: Sql
  /** False until the rollup has counted the records that there were. */
  isFilled: RawBuilder<boolean>
}

/** Groups as `records.group` puts them together further. */
export function rollupPart(scope: RecordScope, answer: RollupAnswer, measures: readonly CompiledMeasure[]): RollupPart {
  const { keys, parts } = answer
  const names = keys.map((at) => sql.id(`v${at}`))
  const columns = [
    ...keys.map((at, index) => sql`${sql.id(`v${at}`)} as ${sql.id(`k${index}`)}`),
    ...measures.flatMap((measure) => measureColumns(measure, parts[measure.index] ?? 0)),
  ]
  const { kept, isFilled } = keptFigures(scope, answer)
  const part = sql`${kept},
    part as (
      select ${sql.join(columns)}, jsonb_build_array(${sql.join(names)}) as "values",
        case when part = 0 then records else 0 end as n
      from kept
    )`
  return { part, isFilled }
}

/**
 * CTE `kept`: the figures of a rollup as of the statement, its totals and what writes have added to them since, as far as the question's
 * conditions hold. A row per part, currency and keys; these as `v0`, `v1` …, and all of them as `keys`.
 */
export function keptFigures(scope: RecordScope, answer: RollupAnswer): { kept: Sql; isFilled: RawBuilder<boolean> } {
  const { rollup, parts } = answer
  const id = sql`${rollupId(scope.entity, rollup, scope.timeZone)}::text`
  const wanted = sql.join([...new Set([0, ...parts])].map((part) => sql.lit(part)))
  const of = (table: string) => sql`select part, currency, keys, records, filled, amount
      from ${systemTable(scope.ctx, table)} where rollup = ${id} and part in (${wanted})`
  const values = rollup.keys.map((key, at) => sql`${keptValue(key, at)} as ${sql.id(`v${at}`)}`)
  const kept = sql`kept as (
      select * from (
        select part, currency, keys, ${sql.join(values)}, sum(records) as records, sum(filled) as filled, sum(amount) as amount
        from (${of('_rollup_total')} union all ${of('_rollup_delta')}) t
        group by part, currency, keys having sum(records) <> 0
      ) kept where ${holds(scope, answer)}
    )`
  const isFilled = sql<boolean>`exists (
    select 1 from ${systemTable(scope.ctx, '_rollup')} where id = ${id} and filled_at is not null)`
  return { kept, isFilled }
}

/** The value in its own type, so that it is compared, ordered and told as the column's is. */
function keptValue({ type }: CompiledRollupKey, at: number): Sql {
  if (type === 'jsonb') return sql`nullif(keys -> ${sql.lit(at)}, 'null'::jsonb)`
  return sql`cast(keys ->> ${sql.lit(at)} as ${sql.raw(type)})`
}

function measureColumns({ measure, index, currency }: CompiledMeasure, part: number): Sql[] {
  if (measure === 'count') return []
  const own = sql`part = ${sql.lit(part)}`
  return [
    sql`case when ${own} and filled <> 0 then amount end as ${sql.id(`s${index}`)}`,
    ...(measure === 'average' ? [sql`case when ${own} then filled end as ${sql.id(`n${index}`)}`] : []),
    ...(currency === null ? [] : [sql`case when ${own} then nullif(currency, '') end as ${sql.id(`c${index}`)}`]),
  ]
}

/** The question's conditions over the values that are kept. They were compiled over rows before, so they are sound. */
function holds(scope: RecordScope, { rollup, conditions }: RollupAnswer): Sql {
  const { ctx, timeZone, entity } = scope
  const parts = conditions.map(({ field: name, op, value }) => {
    const field = storedQueryField(entity, name)
    if (field === undefined) throw new Error(`Rollup of '${entity.name}' names no field: '${name}'`)
    const kept = keptField(field, plainPlace(rollup, name))
    const place = { alias: 'kept', ctx, locale: ctx.locale, timeZone, pointer: '/where' }
    return compileCondition(kept, { op, value: value as never, ...place })
  })
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}

function keptField(field: QueryField, at: number): QueryField {
  return { ...field, comparable: () => sql`kept.${sql.id(`v${at}`)}`, condition: () => null }
}
