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
import { noteSwept } from './swept-tenants.ts'

/**
 * Removes what a publish that did not come through has left in a tenant's schema: columns, constraints and indexes
 * that the model in force knows nothing of. The caller holds the publishing lock.
 */
export async function removeLeftovers(database: Database, schema: string): Promise<void> {
  const { kind } = database
  const read = makeReadCurrentModel()
  await retryBusy(() => database.transaction(schema, async (trx) => void (await removeIn(trx, schema, { kind, read }))))
}

interface Sweep {
  /** Who sweeps several tenants hands the same in for all. */
  read?: ReadCurrentModel
  /** See `tableRevision`: noted of tables that are as the model says, so that the next start passes them over. */
  revision?: string
}

/**
 * The same at a start, for publishes that were interrupted and never tried again: until then, a new rule that was
 * not published would already hold for writers. Does nothing while a publish is running. Indexes of texts, tags and owners that are not
 * there, as in tables that an older Tenon has made, are built without holding up writers of large tables.
 */
export async function sweepLeftovers(database: Database, schema: string, sweep: Sweep = {}): Promise<void> {
  const missing = await sweepOnce(database, schema, sweep)
  if (missing === null) return
  await runOnline({ database, schema }, missing)
  // Whether all is as it should be now is known by looking.
  if (sweep.revision !== undefined) await sweepOnce(database, schema, sweep)
}

/** Resolves to what builds the indexes that are missing; null where there is nothing to do, or somebody is at it. */
function sweepOnce(
  database: Database,
  schema: string,
  { read = makeReadCurrentModel(), revision }: Sweep,
): Promise<PlannedStatement[] | null> {
  const { kind } = database
  return inTurn(database, schema, () =>
    retryBusy(() =>
      database.transaction(schema, async (trx) => {
        if (!(await tryPublishLock(trx, schema))) return null
        const found = await removeIn(trx, schema, { kind, read })
        // Under the lock: a publish that begins after it takes the note away again.
        if (found === 'clean' && revision !== undefined) await noteSwept(trx, schema, revision)
        return typeof found === 'string' ? null : found
      }),
    ),
  )
}

/** Resolves to what builds the indexes of texts, tags and owners that are missing. */
async function removeIn(
  trx: Kysely<TenantTables>,
  schema: string,
  { kind, read }: { kind: Database['kind']; read: ReadCurrentModel },
): Promise<PlannedStatement[] | 'clean' | 'publishing'> {
  // What a publish has done that is paused, or that goes on after a crash, is no leftover.
  if (await hasOpenRun(trx)) return 'publishing'
  await trx.deleteFrom('_publish_copy').execute()
  const model = await read(trx)
  if (model === null) return 'clean'
  if (await isAsModelSays(trx, schema, model)) return 'clean'
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
