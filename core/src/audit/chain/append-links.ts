import { type Kysely, sql } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { linkHash, type NewLink } from './link-hash.ts'

export interface ChainHead {
  seq: number
  hash: Buffer
  through: string
  swept_at: Date
}

/** The chain's end, held until the transaction ends: whoever else wants to append waits. */
export async function lockHead(trx: Kysely<TenantTables>): Promise<ChainHead> {
  const head = trx.selectFrom('_audit_head').select(['seq', 'hash', 'through', 'swept_at']).where('id', '=', 1)
  return head.forUpdate().executeTakeFirstOrThrow()
}

/** Appends links to a chain whose head the transaction holds. */
export async function appendLinks(
  trx: Kysely<TenantTables>,
  schema: string,
  { head, links }: { head: ChainHead; links: readonly NewLink[] },
): Promise<void> {
  if (links.length === 0) return
  let { seq, hash } = head
  const rows = links.map((link) => {
    seq += 1
    hash = linkHash(hash, seq, link)
    return { seq, hash, ...link }
  })
  const bytes = (name: 'fact' | 'content' | 'hash') =>
    sql`${rows.map((row) => Buffer.from(row[name]).toString('hex'))}::text[]`
  await sql`insert into ${sql.id(schema, '_audit_link')} (seq, audit_id, kind, fact, content, hash)
    select u.seq, u.audit_id, u.kind, decode(u.fact, 'hex'), decode(u.content, 'hex'), decode(u.hash, 'hex')
    from unnest(${rows.map((row) => row.seq)}::bigint[], ${rows.map((row) => row.auditId)}::uuid[],
      ${rows.map((row) => row.kind)}::text[], ${bytes('fact')}, ${bytes('content')}, ${bytes('hash')})
      as u(seq, audit_id, kind, fact, content, hash)`.execute(trx)
  await trx.updateTable('_audit_head').set({ seq, hash }).where('id', '=', 1).execute()
}
