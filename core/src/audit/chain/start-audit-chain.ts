import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { listTenants } from '../../db/list-tenants.ts'
import { timeOfId } from '../../db/time-of-id.ts'
import { type FindSchemas, watchSchemas } from '../../db/watch-schemas.ts'
import { OUTBOX_CHANNEL } from '../../events/channels.ts'
import { type RepeatingJobs, startRepeating } from '../../jobs/start-repeating.ts'
import { chainEntries, LATEST_MS, SWEEP_EVERY_MS } from './chain-entries.ts'

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
  const findUnchained = watchUnchained(database)
  const stopSweep = await startRepeating(repeating, { queue: 'audit-chain', every: 'hour' }, async () =>
    work(await findUnchained((await listTenants(database)).map(({ schema }) => schema))),
  )
  return async () => {
    closed = true
    clearInterval(timer)
    await stopSweep()
    await stopListening()
    await working
  }
}

/**
 * Makes what finds the tenants with an entry younger than the chain, or that may have one that was committed late: those
 * whose chain has grown in the last days are looked through every few hours. Entries and the chain's growth are writes;
 * when the next of these looks is due follows from the last one.
 */
export function watchUnchained(database: Database, monotonic?: () => number): FindSchemas {
  const mayGrow = sql`${timeOfId('through')} > now() - ${sql.lit(LATEST_MS / 1_000)} * interval '1 second'`
  const pause = sql`${sql.lit(SWEEP_EVERY_MS / 1_000)} * interval '1 second'`
  const question = {
    tables: ['_audit', '_audit_head'],
    condition: (schema: string) => {
      const head = sql.id(schema, '_audit_head')
      return sql`exists (select 1 from ${sql.id(schema, '_audit')} a where a.id > (select through from ${head}))
        or exists (select 1 from ${head} where swept_at < now() - ${pause} and ${mayGrow})`
    },
    until: (schema: string) => sql`(select swept_at + ${pause} from ${sql.id(schema, '_audit_head')} where ${mayGrow})`,
  }
  return watchSchemas(database, question, monotonic)
}
