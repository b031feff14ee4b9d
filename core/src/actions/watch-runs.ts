import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { findSchemas } from '../db/find-schemas.ts'
import { listTenants } from '../db/list-tenants.ts'

const LOOK_EVERY_MILLISECONDS = 15_000

interface RunsWatch {
  database: Database
  /** Where the runs are written down: with status. */
  table: '_bulk_run' | '_duplicate_search'
  /** Where processes tell that a tenant has a run, as a `TenantRef`. */
  channel: string
  /** Goes on with the tenant's runs of processes that are gone. */
  goOn: (tenant: TenantRef) => Promise<void>
  onError: (error: unknown) => void
}

/**
 * Looks after runs of other processes, and of this one's forerunner. A tenant without one is not asked about, but for once at
 * the start. Resolves to the function that ends it.
 */
export async function watchRuns({ database, table, channel, goOn, onError }: RunsWatch): Promise<() => Promise<void>> {
  const watched = new Map<string, TenantRef>()
  const isOpen = (schema: string) => sql`exists (select 1 from ${sql.id(schema, table)} where status = 'running')`

  async function watchOpen(tenants: readonly TenantRef[]): Promise<void> {
    const schemas = tenants.map(({ schema }) => schema)
    const open = await findSchemas(database, schemas, isOpen)
    for (const tenant of tenants) {
      if (open.includes(tenant.schema)) watched.set(tenant.schema, tenant)
      else watched.delete(tenant.schema)
    }
  }

  async function look(): Promise<void> {
    await watchOpen([...watched.values()])
    // What takes long goes on beside the next look.
    for (const tenant of watched.values()) void goOn(tenant).catch(onError)
  }

  const stop = await database.listen(channel, (payload) => {
    const tenant = JSON.parse(payload) as TenantRef
    watched.set(tenant.schema, tenant)
  })
  let looking = listTenants(database).then(watchOpen).then(look).catch(onError)
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onError)
  }, LOOK_EVERY_MILLISECONDS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await stop()
    await looking
  }
}
