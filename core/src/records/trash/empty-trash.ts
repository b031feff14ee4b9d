import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { TenantRef } from '../../context/request-context.ts'
import { systemContext } from '../../context/system-context.ts'
import { listTenants } from '../../db/list-tenants.ts'
import { type FindSchemas, WEEK_MILLISECONDS, watchSchemas } from '../../db/watch-schemas.ts'
import { eachSchema } from '../../jobs/each-schema.ts'
import { type RepeatingJobs, startRepeating } from '../../jobs/start-repeating.ts'
import type { RemovingFiles } from '../../storage/remove-files.ts'
import { makeOpenScope, type ScopeDependencies } from '../record-scope.ts'
import { removeTheirFiles } from './make-trash.ts'
import { purgeRecord } from './purge-record.ts'
import { readTrashDays, storedTrashDays } from './trash-days.ts'

const BATCH = 500

type Dependencies = ScopeDependencies & RemovingFiles

/**
 * Makes what finds the tenants that have deleted records whose time is over. That follows from when they were deleted and
 * for how long the tenant keeps such. Those that could not go are found each time.
 */
export function watchOldTrash(database: Dependencies['database'], monotonic?: () => number): FindSchemas {
  const kept = (schema: string) => sql`make_interval(days => ${storedTrashDays(schema)})`
  const question = {
    tables: ['_trash', '_setting'],
    condition: (schema: string) => sql`exists (select 1 from ${sql.id(schema, '_trash')}
      where kept_from < now() - ${kept(schema)})`,
    until: (schema: string) => sql`(select min(kept_from) + ${kept(schema)} from ${sql.id(schema, '_trash')})`,
    sureMilliseconds: WEEK_MILLISECONDS,
  }
  return watchSchemas(database, question, monotonic)
}

/** Removes deleted records whose time is over, of all tenants; what another record still names stays. */
export async function emptyTrash(
  dependencies: Dependencies,
  find = watchOldTrash(dependencies.database),
): Promise<number> {
  const { database } = dependencies
  const tenants = await listTenants(database)
  const bySchema = new Map(tenants.map((tenant) => [tenant.schema, tenant]))
  let removed = 0
  await eachSchema(await find([...bySchema.keys()]), async (schema) => {
    const tenant = bySchema.get(schema)
    if (tenant !== undefined) removed += await emptyOf(dependencies, tenant)
  })
  return removed
}

async function emptyOf(dependencies: Dependencies, tenant: TenantRef): Promise<number> {
  const { database } = dependencies
  const db = database.tenant(tenant.schema)
  const days = await readTrashDays(db)
  if (days === null) return 0
  const ctx = systemContext(tenant, 'job')
  const openScope = makeOpenScope(dependencies)
  const model = await dependencies.models.get(tenant)
  let removed = 0
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await sql<{ id: string; entity: string }>`
      select record_id as id, entity from ${sql.id(tenant.schema, '_trash')}
      where record_id > ${after}::uuid and kept_from < now() - make_interval(days => ${days}::int)
      order by record_id limit ${BATCH}::int`.execute(db)
    for (const { id, entity } of rows) {
      // One of an entity that was put aside stays with it.
      if (!model.entities.has(entity)) continue
      const scope = await openScope(ctx, { entity, action: 'delete' })
      const doomed = await database
        .transaction(tenant.schema, (trx) => purgeRecord(trx, scope, { id, version: null }))
        .catch(unlessHeld)
      await removeTheirFiles(dependencies, tenant.schema, doomed)
      removed += doomed.reduce((sum, { ids }) => sum + ids.length, 0)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < BATCH) return removed
    after = last.id
  }
}

const HELD: readonly TenonErrorCode[] = ['REFERENCE_CONFLICT', 'VERSION_CONFLICT', 'CONFLICT']

/** Tried again the next day; what came back meanwhile, or went along with another one, is none of its business. */
function unlessHeld(error: unknown): [] {
  if (error instanceof TenonError && HELD.some((code) => code === error.code)) return []
  throw error
}

/** Has the trash emptied every day. */
export function startTrashRemoval({
  jobs,
  onError,
  ...dependencies
}: Dependencies & RepeatingJobs): Promise<() => Promise<void>> {
  const find = watchOldTrash(dependencies.database)
  return startRepeating({ jobs, onError }, { queue: 'trash', every: 'day' }, () => emptyTrash(dependencies, find))
}
