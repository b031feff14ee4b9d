import type { Database } from '../db/database.ts'
import { listTenants } from '../db/list-tenants.ts'
import { sweepLeftovers } from './remove-leftovers.ts'

/**
 * A publish that a crash cut short may have left a rule that already binds writers. Done beside the first requests,
 * one tenant after the other; resolves to the function that waits for the one under way and ends it.
 */
export function sweepInterruptedPublishes(database: Database, onError: (error: unknown) => void): () => Promise<void> {
  let stopped = false
  const sweeping = (async () => {
    for (const { schema } of await listTenants(database)) {
      if (stopped) return
      await sweepLeftovers(database, schema).catch(onError)
    }
  })()
  return async () => {
    stopped = true
    await sweeping.catch(onError)
  }
}
