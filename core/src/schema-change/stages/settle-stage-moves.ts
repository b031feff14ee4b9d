import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { compileModel } from '../../model/compile-model.ts'
import { retryBusy } from '../retry-busy.ts'
import { readCurrentVersion } from '../stored-version.ts'
import type { RelocateRecords } from './relocate-records.ts'
import { returnBatch } from './return-records.ts'

interface SettleTools {
  database: Database
  relocate: RelocateRecords
}

/**
 * Takes records back to their stages, in small transactions: those that a publish has noted for it, and those that were
 * moved ahead of a version that never came. The caller holds the publishing lock, and no run is open.
 */
export async function settleStageMoves({ database, relocate }: SettleTools, ctx: RequestContext): Promise<void> {
  const { schema } = ctx.tenant
  const db = database.tenant(schema)
  const current = await readCurrentVersion(db)
  if (current === null) return
  const { version } = current
  const { rows } = await sql<{ entity: string }>`
    select distinct entity from ${sql.id(schema, '_stage_move')} where returns or model_version > ${version}::int`.execute(
    db,
  )
  if (rows.length === 0) return
  const model = compileModel(current.document, version)
  const where = sql`(m.returns or m.model_version > ${version}::int)`
  for (const entity of rows.flatMap((row) => model.entities.get(row.entity) ?? [])) {
    if (entity.pipelines.length === 0) continue
    const input = { relocate, model, entity, place: { schema, table: entity.table }, where, version }
    while ((await retryBusy(() => database.transaction(schema, (trx) => returnBatch(trx, ctx, input)))) > 0);
  }
  // What went on by itself since does not return.
  await db
    .deleteFrom('_stage_move')
    .where((either) => either.or([either('returns', '=', true), either('model_version', '>', version)]))
    .execute()
}
