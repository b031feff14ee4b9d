import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { selectWritten } from './select-written.ts'

/**
 * Whether the answer to a write has to be read by a statement of its own: a statement sees other rows as they were before
 * it, and so what is worked out of those that it changes.
 */
export function needsOwnStatement({ entity, access }: RecordScope): boolean {
  return entity.derivedFields.some(({ name, derivation }) => !derivation.isOwnRow && access.canRead(name))
}

/** Runs a write and the reading of its answer as one: in the transaction that there is, or in one of their own. */
export function asOne<T>(db: Queryable, work: (trx: Queryable) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work)
}

/** The records that a write has changed, as the actor may see them, in the order of the ids. */
export async function readWritten(db: Queryable, scope: RecordScope, ids: readonly string[]): Promise<TenonRecord[]> {
  const { ctx, entity } = scope
  const { rows } = await sql<{ record: TenonRecord }>`
    select ${selectWritten(scope, { alias: 'r', typed: true })} as record
    from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality as w(id, position)
    join ${tableOf(ctx, entity)} r on r.id = w.id::uuid order by w.position`.execute(db)
  return rows.map(({ record }) => record)
}
