import { sql } from 'kysely'
import type { TenantRef } from '../../context/request-context.ts'
import { findSchemas } from '../../db/find-schemas.ts'
import { listTenants } from '../../db/list-tenants.ts'
import type { Queryable } from '../queryable.ts'
import { type ErasureGround, eraseBatch } from './run-erasure.ts'

const CHANNEL = 'tenon_erasure'
const LOOK_EVERY_MILLISECONDS = 15_000

/** Tells all processes that the tenant has an erasure, so that one goes on with it should this one die. */
export async function announceErasure(trx: Queryable, { id, slug, schema }: TenantRef): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify({ id, slug, schema })})`.execute(trx)
}

export type ErasureWorker = ReturnType<typeof makeErasureWorker>

/** Works on erasures in this process. Tenants without one are asked about at the start alone. */
export function makeErasureWorker({ onError, ...ground }: ErasureGround & { onError: (error: unknown) => void }) {
  const { database } = ground
  const working = new Map<string, Promise<void>>()
  const watched = new Map<string, TenantRef>()
  let closed = false

  async function work(tenant: TenantRef): Promise<void> {
    try {
      while (!closed && (await eraseBatch(ground, tenant)));
    } catch (error) {
      await noteFailure(tenant, error).catch(onError)
      onError(error)
    }
  }

  async function noteFailure({ schema }: TenantRef, error: unknown): Promise<void> {
    const told = error instanceof Error ? error.name : 'Error'
    const runs = database.tenant(schema).updateTable('_erasure_run').set({ error: told })
    await runs.where('status', '=', 'running').execute()
  }

  function wake(tenant: TenantRef): Promise<void> {
    watched.set(tenant.schema, tenant)
    const known = working.get(tenant.schema)
    if (known !== undefined || closed) return known ?? Promise.resolve()
    const done = work(tenant).finally(() => working.delete(tenant.schema))
    working.set(tenant.schema, done)
    return done
  }

  async function look(): Promise<void> {
    for (const tenant of [...watched.values()]) {
      const open = await database
        .tenant(tenant.schema)
        .selectFrom('_erasure_run')
        .select('id')
        .where('status', '=', 'running')
        .executeTakeFirst()
      if (open === undefined) watched.delete(tenant.schema)
      else await wake(tenant)
    }
  }

  /** Goes on with what a process that died has left; resolves to the function that ends that. */
  async function watch(): Promise<() => Promise<void>> {
    const stop = await database.listen(CHANNEL, (payload) => {
      const tenant = JSON.parse(payload) as TenantRef
      watched.set(tenant.schema, tenant)
    })
    let looking = findOpen().then(look).catch(onError)
    const timer = setInterval(() => {
      looking = looking.then(look).catch(onError)
    }, LOOK_EVERY_MILLISECONDS)
    timer.unref()
    return async () => {
      clearInterval(timer)
      await stop()
      await close()
      await looking
    }
  }

  async function findOpen(): Promise<void> {
    const tenants = await listTenants(database)
    const schemas = tenants.map(({ schema }) => schema)
    const found = await findSchemas(database, schemas, (schema) => {
      return sql`exists (select 1 from ${sql.id(schema, '_erasure_run')} where status = 'running')`
    })
    for (const tenant of tenants) if (found.includes(tenant.schema)) watched.set(tenant.schema, tenant)
  }

  async function close(): Promise<void> {
    closed = true
    await Promise.all(working.values())
  }

  return { wake, watch, close }
}
