import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { recordNotFound } from './record-not-found.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { selectWritten } from './select-written.ts'

/** A record that the actor is known to be allowed to write, with the fields that the actor may read. */
export async function readVisible(database: Database, scope: RecordScope, id: string): Promise<TenonRecord> {
  const { ctx, entity } = scope
  const { rows } = await sql<{ record: TenonRecord }>`
    select ${selectWritten(scope, { alias: 'r', typed: true })} as record
    from ${tableOf(ctx, entity)} r where r.id = ${id}::uuid`.execute(database.tenant(ctx.tenant.schema))
  if (rows[0] === undefined) throw recordNotFound(scope, id)
  return rows[0].record
}
