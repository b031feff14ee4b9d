import { PARKED_DAYS } from '@tenon/sdk/contract/change-plan'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { keepHoldsOut } from '../db/held-records.ts'
import { listTenants } from '../db/list-tenants.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { WEEK_MILLISECONDS, watchSchemas } from '../db/watch-schemas.ts'
import { eachSchema } from '../jobs/each-schema.ts'
import { type RepeatingJobs, startRepeating } from '../jobs/start-repeating.ts'
import { dropColumn, dropTable } from './ddl.ts'
import { findParkedTable, isHeld } from './held-parked.ts'
import { inTurn, tryPublishLock } from './publish-lock.ts'
import { retryBusy } from './retry-busy.ts'
import { hasOpenRun } from './stored-run.ts'

const LOCK_TIMEOUT = '25ms'

const kept = sql`${sql.lit(PARKED_DAYS)} * interval '1 day'`
const isOld = sql<boolean>`parked_at < now() - ${kept}`
const isOldMove = sql<boolean>`moved_at < now() - ${kept}`

/** Makes what finds the tenants that have such parts, and such moves: each is as old as when it was written says. */
export function watchOldParked(database: Database, monotonic?: () => number) {
  const ask = (table: string, old: RawBuilder<boolean>, since: RawBuilder<unknown>) => {
    const question = {
      tables: [table],
      condition: (schema: string) => sql`exists (select 1 from ${sql.id(schema, table)} where ${old})`,
      until: (schema: string) => sql`(select min(${since}) + ${kept} from ${sql.id(schema, table)})`,
      sureMilliseconds: WEEK_MILLISECONDS,
    }
    return watchSchemas(database, question, monotonic)
  }
  return {
    findParked: ask('_parked_column', isOld, sql.id('parked_at')),
    findMoves: ask('_stage_move', isOldMove, sql.id('moved_at')),
  }
}

/** Removes for good what was put aside more than 30 days ago, unless a record on hold has something there; resolves to how many columns and tables. */
export async function removeOldParked(
  database: Database,
  { findParked, findMoves } = watchOldParked(database),
): Promise<number> {
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  const old = await findParked(schemas)
  await forgetMoves(database, await findMoves(schemas))
  let removed = 0
  await eachSchema(old, async (schema) => {
    if (await hasOpenRun(database.tenant(schema))) return
    removed += await inTurn(database, schema, () =>
      retryBusy(() => database.transaction(schema, (trx) => removeIn(trx, schema))),
    )
  })
  return removed
}

/** Nothing while a publish is at work on the same tables: tomorrow is another day. */
async function removeIn(trx: Kysely<TenantTables>, schema: string): Promise<number> {
  if (!(await tryPublishLock(trx, schema)) || (await hasOpenRun(trx))) return 0
  await sql`select set_config('lock_timeout', ${LOCK_TIMEOUT}, true)`.execute(trx)
  await keepHoldsOut(trx, schema)
  let removed = 0
  for (const row of await trx.selectFrom('_parked_column').selectAll().where(isOld).execute()) {
    if (await isHeld(trx, schema, row)) continue
    await trx.deleteFrom('_parked_column').where('id', '=', row.id).execute()
    removed += 1
    if (row.column_name === '') {
      await dropTable({ schema, table: row.parked_name }).execute(trx)
      continue
    }
    const table = await findParkedTable(trx, schema, row)
    if (table !== null) await dropColumn({ schema, table }, row.parked_name).execute(trx)
  }
  return removed
}

/** Records whose stage went so long ago do not return to it any more. */
async function forgetMoves(database: Database, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) {
    await sql`delete from ${sql.id(schema, '_stage_move')} where ${isOldMove}`.execute(database.tenant(schema))
  }
}

/** Has it done every day. */
export function startParkedRemoval({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  const find = watchOldParked(database)
  return startRepeating(repeating, { queue: 'parked-columns', every: 'day' }, () => removeOldParked(database, find))
}
