import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { storedTimeZone } from '../../db/tenant-zones.ts'
import { compileModel } from '../../model/compile-model.ts'
import { planChanges } from '../plan-changes.ts'
import { statementsOf } from '../plan-order.ts'
import { inTurn, tryPublishLock } from '../publish-lock.ts'
import { readPlanningState } from '../read-planning-state.ts'
import { retryBusy } from '../retry-busy.ts'
import { runInTransaction } from '../run-statements.ts'
import { hasOpenRun } from '../stored-run.ts'
import { readCurrentVersion } from '../stored-version.ts'

/**
 * Has rollups by periods of times begun anew where the tenant's zone is another one now. While a publish is under way nothing is done:
 * it brings them in step itself, or the next look does.
 */
export async function followTimeZone(database: Database, schema: string): Promise<void> {
  if (!(await isBehind(database, schema))) return
  await inTurn(database, schema, () => retryBusy(() => begin(database, schema)))
}

/** Whether a rollup of the schema goes by another zone than the tenant's; for a statement over many schemas. */
export function isInOtherZone(schema: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from ${sql.id(schema, '_rollup')} where time_zone <> ${storedTimeZone(schema)})`
}

async function isBehind(database: Database, schema: string): Promise<boolean> {
  const { rows } = await sql<{ behind: boolean }>`select ${isInOtherZone(schema)} as behind`.execute(
    database.tenant(schema),
  )
  return rows[0]?.behind === true
}

function begin(database: Database, schema: string): Promise<void> {
  return database.transaction(schema, async (trx) => {
    if (!(await tryPublishLock(trx, schema)) || (await hasOpenRun(trx))) return
    const current = await readCurrentVersion(trx)
    if (current === null) return
    const model = compileModel(current.document, current.version)
    const ground = { db: trx, schema, kind: database.kind, baseVersion: current.version, after: model }
    const { steps } = planChanges({ before: model, after: model }, [], await readPlanningState(ground))
    await runInTransaction(
      trx,
      statementsOf(steps).filter(({ owner }) => owner.endsWith('/$rollups')),
    )
  })
}
