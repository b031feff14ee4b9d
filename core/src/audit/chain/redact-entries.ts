import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { appendLinks, lockHead } from './append-links.ts'
import { contentDigest } from './entry-digests.ts'
import type { NewLink } from './link-hash.ts'

/**
 * Erases of audit entries what a statement says, and has the chain say so in the same transaction: the digest of what was
 * erased stays, and nothing else can have changed. `statement` is an UPDATE or DELETE of `_audit` that returns `id`.
 * Resolves to how many entries it was.
 */
export async function redactEntries(
  trx: Kysely<TenantTables>,
  schema: string,
  { kind, statement }: { kind: 'redaction' | 'removal'; statement: RawBuilder<{ id: string }> },
): Promise<number> {
  const head = await lockHead(trx)
  const { rows } = await statement.execute(trx)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  const content = kind === 'removal' ? sql<Buffer>`'\\x'::bytea` : contentDigest('a')
  const { rows: chained } = await sql<{ id: string; fact: Buffer; content: Buffer }>`
    select distinct on (l.audit_id) l.audit_id as id, l.fact, ${content} as content
    from ${sql.id(schema, '_audit_link')} l left join ${sql.id(schema, '_audit')} a on a.id = l.audit_id
    where l.audit_id = any(${ids}::uuid[]) order by l.audit_id, l.seq desc`.execute(trx)
  // Those that are not chained yet will be as they are now.
  const links = chained.map((row): NewLink => ({ auditId: row.id, kind, fact: row.fact, content: row.content }))
  await appendLinks(trx, schema, { head, links })
  return ids.length
}
