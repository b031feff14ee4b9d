import type { Kysely } from 'kysely'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { compareCatalog } from './compare-catalog.ts'
import { planChanges } from './plan-changes.ts'
import { statementsOf } from './plan-order.ts'
import { isOfLateIndex, type PlannedStatement, RANKS } from './planned-statement.ts'
import { inTurn, tryPublishLock } from './publish-lock.ts'
import { readCatalog } from './read-catalog.ts'
import { makeReadCurrentModel, type ReadCurrentModel } from './read-current-model.ts'
import { readPlanningState } from './read-planning-state.ts'
import { retryBusy } from './retry-busy.ts'
import { runInTransaction, runOnline } from './run-statements.ts'
import { hasOpenRun } from './stored-run.ts'

/**
 * Removes what a publish that did not come through has left in a tenant's schema: columns, constraints and indexes
 * that the model in force knows nothing of. The caller holds the publishing lock.
 */
export async function removeLeftovers(database: Database, schema: string): Promise<void> {
  const { kind } = database
  const read = makeReadCurrentModel()
  await retryBusy(() => database.transaction(schema, async (trx) => void (await removeIn(trx, schema, { kind, read }))))
}

/**
 * The same at a start, for publishes that were interrupted and never tried again: until then, a new rule that was
 * not published would already hold for writers. Does nothing while a publish is running. Indexes of texts, tags and owners that are not
 * there, as in tables that an older Tenon has made, are built without holding up writers of large tables. Who sweeps
 * several tenants hands the same `read` in for all.
 */
export async function sweepLeftovers(
  database: Database,
  schema: string,
  read: ReadCurrentModel = makeReadCurrentModel(),
): Promise<void> {
  const { kind } = database
  const missing = await inTurn(database, schema, () =>
    retryBusy(() =>
      database.transaction(schema, async (trx) =>
        (await tryPublishLock(trx, schema)) ? removeIn(trx, schema, { kind, read }) : [],
      ),
    ),
  )
  await runOnline({ database, schema }, missing)
}

/** Resolves to what builds the indexes of texts, tags and owners that are missing. */
async function removeIn(
  trx: Kysely<TenantTables>,
  schema: string,
  { kind, read }: { kind: Database['kind']; read: ReadCurrentModel },
): Promise<PlannedStatement[]> {
  // What a publish has done that is paused, or that goes on after a crash, is no leftover.
  if (await hasOpenRun(trx)) return []
  await trx.deleteFrom('_publish_copy').execute()
  const model = await read(trx)
  if (model === null) return []
  if (await isAsModelSays(trx, schema, model)) return []
  const state = await readPlanningState({ db: trx, schema, kind, baseVersion: model.version, after: model })
  const { steps } = planChanges({ before: model, after: model }, [], state)
  const statements = statementsOf(steps)
  await runInTransaction(
    trx,
    statements.filter((statement) => statement.rank <= RANKS.cleanTables),
  )
  return statements.filter((statement) => isOfLateIndex(statement) && statement.rank > RANKS.cleanTables)
}

/** Asks the catalog alone: to plan is to look into all tables, of which PostgreSQL then keeps in mind what they are like. */
async function isAsModelSays(trx: Kysely<TenantTables>, schema: string, model: CompiledModel): Promise<boolean> {
  const differences = compareCatalog(model, await readCatalog(trx, schema))
  return !differences.some(({ repairable }) => repairable)
}
