import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { listTenants } from '../db/list-tenants.ts'
import { findInterrupted } from './find-interrupted.ts'
import { makeReadCurrentModel } from './read-current-model.ts'
import { sweepLeftovers } from './remove-leftovers.ts'
import { listUnswept } from './swept-tenants.ts'
import { tableRevision } from './table-revision.ts'
import { announceRun } from './watch-publish-runs.ts'

interface SweptGround {
  database: Database
  /** Has a publish gone on with, and records taken back to their stages. */
  wake: (tenant: TenantRef) => void
  onError: (error: unknown) => void
  isClosed: () => boolean
}

/**
 * Finds at a start what processes that died have left of publishes. One that takes long goes on where it was. What it may
 * have left in tables, such as a rule that already binds writers, is looked for only in tenants where one began since
 * the last look, or that were looked at by the rules of another Tenon: tenants that nobody uses cost no look.
 */
export async function sweepTenants({ database, wake, onError, isClosed }: SweptGround): Promise<void> {
  await wakeInterrupted({ database, wake }).catch(onError)
  const [read, revision] = [makeReadCurrentModel(), tableRevision()]
  for (const { schema } of await listUnswept(database, revision)) {
    if (isClosed()) return
    await sweepLeftovers(database, schema, { read, revision }).catch(onError)
  }
}

async function wakeInterrupted({ database, wake }: Pick<SweptGround, 'database' | 'wake'>): Promise<void> {
  const tenants = await listTenants(database)
  const schemas = tenants.map(({ schema }) => schema)
  const found = new Set(await findInterrupted(database, schemas))
  for (const { id, slug, schema } of tenants.filter((tenant) => found.has(tenant.schema))) {
    // Whoever was at it may have died just now, and hold the lock for a moment yet: then it is taken up by who watches.
    await announceRun(database.tenant(schema), { id, slug, schema })
    wake({ id, slug, schema })
  }
}
