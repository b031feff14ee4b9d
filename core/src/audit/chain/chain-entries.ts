import { type Kysely, sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { appendLinks, type ChainHead, lockHead } from './append-links.ts'
import { contentDigest, factDigest } from './entry-digests.ts'

const BATCH = 2_000
/** An entry's id is older than its commit: how far back late ones are looked for each time, and now and then. */
const LATE_MS = 10 * 60_000
export const LATEST_MS = 48 * 3_600_000
export const SWEEP_EVERY_MS = 6 * 3_600_000

/**
 * Chains the entries that are not yet, in batches, each in a transaction that holds the chain's end: several processes
 * do it one after the other, and nobody who writes waits. Resolves to how many were chained.
 */
export async function chainEntries(
  database: Database,
  schema: string,
  isClosed: () => boolean = () => false,
): Promise<number> {
  let chained = 0
  let after: string | null = null
  while (!isClosed()) {
    const batch: Batch = await database.transaction(schema, (trx) => chainBatch(trx, schema, after))
    chained += batch.count
    after = batch.last
    if (batch.last === null) break
  }
  return chained
}

interface Batch {
  count: number
  /** Where the next one begins; null at the end. */
  last: string | null
}

async function chainBatch(trx: Kysely<TenantTables>, schema: string, after: string | null): Promise<Batch> {
  const head = await lockHead(trx)
  const sweeps = head.swept_at.getTime() < Date.now() - SWEEP_EVERY_MS
  const { rows } = await sql<{ id: string; fact: Buffer; content: Buffer }>`
    select a.id, ${factDigest('a')} as fact, ${contentDigest('a')} as content from ${sql.id(schema, '_audit')} a
    where a.id > ${after ?? boundOf(head, sweeps)}::uuid
      and not exists (select 1 from ${sql.id(schema, '_audit_link')} l where l.audit_id = a.id)
    order by a.id limit ${BATCH}::int`.execute(trx)
  const links = rows.map(({ id, fact, content }) => ({ auditId: id, kind: 'entry' as const, fact, content }))
  await appendLinks(trx, schema, { head, links })
  const last = rows.at(-1)?.id ?? null
  const isLast = rows.length < BATCH
  const through = last !== null && last > head.through ? last : head.through
  const swept = isLast && sweeps ? { swept_at: new Date() } : {}
  if (rows.length > 0 || (isLast && sweeps)) {
    await trx
      .updateTable('_audit_head')
      .set({ through, ...swept })
      .where('id', '=', 1)
      .execute()
  }
  return { count: rows.length, last: isLast ? null : last }
}

function boundOf({ through }: ChainHead, sweeps: boolean): string {
  const time = Number.parseInt(through.replaceAll('-', '').slice(0, 12), 16)
  return firstIdAt(time - (sweeps ? LATEST_MS : LATE_MS))
}
