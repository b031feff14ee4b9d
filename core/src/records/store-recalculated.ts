import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledEntity, ComputedField } from '../model/compiled-model.ts'
import type { ComputedValues } from './compute-values.ts'
import type { Queryable } from './queryable.ts'
import { tableOf } from './record-scope.ts'
import { columnValues, writeColumns } from './write-columns.ts'
import { inputTexts, writeInput } from './write-input.ts'

interface RecalculatedRows {
  ctx: RequestContext
  entity: CompiledEntity
  /** Those that were worked out. */
  fields: readonly ComputedField[]
  rows: ReadonlyArray<{ id: string; version: number }>
  /** One per row. */
  results: readonly ComputedValues[]
}

/** Stores recalculated values, and nothing else; resolves to the number of records that have other values now. */
export async function storeRecalculated(
  db: Queryable,
  { ctx, entity, fields, rows, results }: RecalculatedRows,
): Promise<number> {
  if (fields.length === 0) return 0
  const columns = writeColumns(entity, new Set(fields.map(({ name }) => name)))
  const written = rows.flatMap(({ id, version }, index) => {
    const result = results[index]
    return result === undefined ? [] : [{ id, version, columns: columnValues(entity, { ...result, place: null }) }]
  })
  const current = sql.join(columns.map(({ name }) => sql.ref(`r.${name}`)))
  const wanted = sql.join(columns.map(({ name }) => sql.ref(`i.${name}`)))
  const sets = sql.join(columns.map(({ name }) => sql`${sql.id(name)} = ${sql.ref(`i.${name}`)}`))
  // Locked in one order, so that two of these never wait for each other.
  const { rows: changed } = await sql`
    with ${writeInput(inputTexts(written, columns), columns)},
    locked as materialized (
      select r.id from ${tableOf(ctx, entity)} r join input i on r.id = i._id and r.version = i._version
      where (${current}) is distinct from (${wanted}) order by r.id for no key update of r
    )
    update ${tableOf(ctx, entity)} r set ${sets} from input i
    where r.id = i._id and r.version = i._version and r.id in (select id from locked) returning r.id`.execute(db)
  return changed.length
}
