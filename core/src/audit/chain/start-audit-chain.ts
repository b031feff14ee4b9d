import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { findSchemas } from '../../db/find-schemas.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import { listTenants } from '../../db/list-tenants.ts'
import { OUTBOX_CHANNEL } from '../../events/channels.ts'
import { type RepeatingJobs, startRepeating } from '../../jobs/start-repeating.ts'
import { chainEntries, LATEST_MS } from './chain-entries.ts'

/** So long after a change its entries are chained at the latest, many together. */
const PAUSE_MS = 30_000

/**
 * Chains audit entries in the background: those of tenants that were heard of, twice a minute, and every hour of all that
 * have entries which nobody was told of. Resolves to what ends it.
 */
export async function startAuditChain({
  database,
  ...repeating
}: RepeatingJobs & { database: Database }): Promise<() => Promise<void>> {
  const { onError } = repeating
  const heard = new Set<string>()
  let closed = false
  let working = Promise.resolve()

  async function work(schemas: readonly string[]): Promise<void> {
    for (const schema of schemas) {
      if (!closed) await chainEntries(database, schema, () => closed).catch(onError)
    }
  }

  const stopListening = await database.listen(OUTBOX_CHANNEL, (schema) => void heard.add(schema))
  const timer = setInterval(() => {
    const schemas = [...heard]
    heard.clear()
    if (schemas.length > 0) working = working.then(() => work(schemas))
  }, PAUSE_MS)
  timer.unref()
  const stopSweep = await startRepeating(repeating, { queue: 'audit-chain', every: 'hour' }, async () =>
    work(await findUnchained(database)),
  )
  return async () => {
    closed = true
    clearInterval(timer)
    await stopSweep()
    await stopListening()
    await working
  }
}

/** Tenants with an entry younger than the chain, or that may have one that was committed late. */
async function findUnchained(database: Database): Promise<string[]> {
  const schemas = (await listTenants(database)).map(({ schema }) => schema)
  const since = firstIdAt(Date.now() - LATEST_MS)
  return findSchemas(database, schemas, (schema) => {
    const head = sql.id(schema, '_audit_head')
    return sql`exists (select 1 from ${sql.id(schema, '_audit')} a where a.id > (select through from ${head}))
      or exists (select 1 from ${head} where swept_at < now() - interval '6 hours' and through > ${since}::uuid)`
  })
}
