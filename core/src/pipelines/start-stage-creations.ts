import { sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { watchSchemas } from '../db/watch-schemas.ts'
import { listenAndSweep } from '../jobs/listen-and-sweep.ts'
import { workPerTenant } from '../jobs/work-per-tenant.ts'
import { CREATION_CHANNEL } from './note-stage-entries.ts'
import type { SettleCreations } from './settle-creations.ts'

const SWEEP_MILLISECONDS = 30_000

export interface StageCreationsOptions {
  database: Database
  settleCreations: SettleCreations
  tenants: () => Promise<readonly TenantRef[]>
  onError: (error: unknown) => void
  sweepMilliseconds?: number
}

/**
 * Creates what entering stages creates, from the notes of it, a tenant's in their order. A note that a process left
 * behind is taken up by another one; it is settled by the statement that creates the record, so that there is one record
 * however often it is tried.
 */
export async function startStageCreations(options: StageCreationsOptions): Promise<{ close(): Promise<void> }> {
  const { database, settleCreations, tenants, onError, sweepMilliseconds = SWEEP_MILLISECONDS } = options
  const known = new Map<string, TenantRef>()
  const stopping = new AbortController()
  const findCreations = watchSchemas(database, {
    tables: ['_stage_creation'],
    condition: hasCreations,
    until: nextCreation,
  })

  async function loadTenants(): Promise<void> {
    const all = await tenants()
    known.clear()
    for (const { id, slug, schema } of all) known.set(schema, { id, slug, schema })
  }

  const working = workPerTenant(
    async (schema, isClosed) => {
      if (!known.has(schema)) await loadTenants()
      const tenant = known.get(schema)
      if (tenant !== undefined) await settleCreations(tenant, { signal: stopping.signal, isClosed })
    },
    { onError },
  )
  const findWork = async () => {
    await loadTenants()
    return findCreations([...known.keys()])
  }
  const channel = CREATION_CHANNEL
  const listening = await listenAndSweep({ database, onError }, working, { channel, sweepMilliseconds, findWork })
  return {
    close: async () => {
      await listening.close()
      stopping.abort()
    },
  }
}

function hasCreations(schema: string) {
  return sql`exists (select 1 from ${sql.id(schema, '_stage_creation')} where status = 'waiting' and run_at <= now())`
}

function nextCreation(schema: string) {
  return sql`(select min(run_at) from ${sql.id(schema, '_stage_creation')} where status = 'waiting')`
}
