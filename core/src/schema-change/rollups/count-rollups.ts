import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { readTimeZone } from '../../db/tenant-zones.ts'
import { compileModel } from '../../model/compile-model.ts'
import type { CompiledEntity, CompiledRollup } from '../../model/compiled-model.ts'
import { rollupId } from '../../model/rollup-id.ts'
import { readCurrentVersion } from '../stored-version.ts'
import { fillRollups } from './fill-rollups.ts'
import { noteCounting, type RollupWork } from './rollup-work.ts'

/** A rollup as the model in force has it. */
export interface KeptRollup {
  id: string
  entity: CompiledEntity
  rollup: CompiledRollup
  timeZone: string
}

/** All rollups that the model in force declares, with what they are kept under. */
export async function declaredRollups(db: Kysely<TenantTables>): Promise<KeptRollup[]> {
  const current = await readCurrentVersion(db)
  if (current === null) return []
  const model = compileModel(current.document, current.version)
  const timeZone = await readTimeZone(db)
  return [...model.entities.values()].flatMap((entity) =>
    entity.rollups.map((rollup) => ({ id: rollupId(entity, rollup, timeZone), entity, rollup, timeZone })),
  )
}

/**
 * Counts what there is, one rollup after the other, each in a transaction that holds up no writer; false for one that is not kept
 * under this id. One that died half-way has left nothing. `ifPending`: only where it has not been counted.
 */
export async function countRollup(
  database: Database,
  schema: string,
  { kept, ifPending }: { kept: KeptRollup; ifPending: boolean },
): Promise<boolean> {
  const { id, entity, rollup, timeZone } = kept
  return database.transaction(schema, async (trx) => {
    const pending = ifPending ? sql`and filled_at is null` : sql``
    // Whoever folds or counts it already is waited for, and the snapshot of what comes is taken after that.
    const held = await sql`select 1 from ${sql.id(schema, '_rollup')} where id = ${id} ${pending} for update`.execute(
      trx,
    )
    if (held.rows.length === 0) return false
    const filling = { schema, entity, table: entity.table, rollups: [rollup], ids: [id], timeZone }
    for (const query of fillRollups(filling)) await query.execute(trx)
    return true
  })
}

/** Counts those that a publish over many records has left to be counted. */
export async function countPending(
  { database, work }: { database: Database; work: RollupWork },
  schema: string,
  isClosed: () => boolean,
): Promise<void> {
  const db = database.tenant(schema)
  const rows = await db.selectFrom('_rollup').select('id').where('filled_at', 'is', null).execute()
  if (rows.length === 0) return
  const pending = new Set(rows.map(({ id }) => id))
  for (const kept of (await declaredRollups(db)).filter(({ id }) => pending.has(id))) {
    if (isClosed()) return
    // By itself, for it is to be seen while the counting goes on.
    const noted = db.updateTable('_rollup').set({ counting_since: sql<Date>`now()` }).where('id', '=', kept.id)
    await noted.where('filled_at', 'is', null).execute()
    await noteCounting(work, () => countRollup(database, schema, { kept, ifPending: true }))
  }
}
