import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { changeSilently } from '../change-records.ts'
import { idArray } from '../find-followers.ts'
import { fullScope } from '../full-scope.ts'
import { orComing } from '../or-coming.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { referenceColumns } from '../reference-locks.ts'
import { completeJson } from '../row-json.ts'
import { storedValues } from '../stored-values.ts'
import { columnValues, writeColumns } from '../write-columns.ts'

export interface BringingBack {
  merge: string
  entity: CompiledEntity
  ids: readonly string[]
}

/** What is written again of a record that comes back. */
export interface ReturningRow {
  id: string
  values: JsonObject
}

/** Holds deleted records of a merge, and reads what they name. */
export async function lockReturning(
  trx: Queryable,
  { ctx }: RecordScope,
  { entity, ids }: BringingBack,
): Promise<ReturningRow[]> {
  const { rows } = await sql<{ id: string; body: JsonObject }>`
    select r.id, ${completeJson(entity, 'r')} as body from ${tableOf(ctx, entity)} r
    where r.id = any(${idArray(ids)}) and r.deleted_at is not null order by r.id for update`.execute(trx)
  return rows.map(({ id, body }) => ({ id, values: storedValues(entity, body) }))
}

/**
 * Takes records of one entity out of the trash together; what they name must live, as when one is restored, or be among
 * those that come back in the same transaction (`coming`), which may name each other. Resolves to
 * whether it did: none of them comes back without the others.
 */
export async function bringBack(
  trx: Queryable,
  scope: RecordScope,
  {
    merge,
    entity,
    rows,
    coming,
  }: Omit<BringingBack, 'ids'> & { rows: readonly ReturningRow[]; coming: readonly string[] },
): Promise<boolean> {
  const full = fullScope(scope, entity)
  const references = referenceColumns(full, [...entity.fields.keys(), 'ownerId'])
  const named = [...new Set(references.map(({ field }) => field))]
  const returned = await changeSilently(trx, full, {
    facts: { action: 'restore', type: 'record.restored', merged: { merge, undone: true } },
    rows: rows.map(({ id, values }) => {
      const links = Object.fromEntries(named.map((name) => [name, values[name] ?? null]))
      return { id, columns: columnValues(entity, { values: links, place: null, codes: {} }) }
    }),
    columns: writeColumns(entity, new Set(named)).filter(({ name }) =>
      references.some(({ column }) => column === name),
    ),
    assignments: [sql`deleted_at = null`],
    references: references.map((column) => orComing(column, sql`select unnest(${idArray(coming)})`)),
    deleted: true,
  })
  return returned === rows.length
}
