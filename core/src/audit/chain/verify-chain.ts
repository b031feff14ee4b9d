import { type Kysely, sql } from 'kysely'
import type { LinkKind } from '../../db/audit-chain-tables.ts'
import type { Database } from '../../db/database.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { LATEST_MS } from './chain-entries.ts'
import { contentDigest, factDigest } from './entry-digests.ts'
import { linkHash } from './link-hash.ts'

const PAGE = 2_000

/** An end of the chain that was kept elsewhere. */
export interface ChainAnchor {
  seq: number
  /** Hexadecimal. */
  hash: string
}

/** `changed`, `removed`, `inserted`: an entry; `chain`: the chain itself; `anchor`: it is another one than was kept. */
export interface ChainFault {
  kind: 'changed' | 'removed' | 'inserted' | 'chain' | 'anchor'
  /** Place in the chain; null for an entry that is not in it. */
  seq: number | null
  /** Id of the entry; null where it is the chain's end that does not fit. */
  entry: string | null
}

export interface ChainReport {
  /** The end of the chain as it is stored. */
  head: ChainAnchor
  links: number
  /** Entries whose content was erased, and that were removed, as the chain says. */
  redacted: number
  removed: number
  /** Young entries that the job has still to chain. */
  waiting: number
  /** The first one; null where all is as it was written. */
  fault: ChainFault | null
}

/** Holds every entry against the chain, in one snapshot, a page at a time. */
export async function verifyChain(database: Database, schema: string, anchor?: ChainAnchor): Promise<ChainReport> {
  return database.transaction(schema, async (trx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(trx)
    return verifyWithin(trx, schema, anchor)
  })
}

/** The same as a transaction sees it. */
export async function verifyWithin(
  trx: Kysely<TenantTables>,
  schema: string,
  anchor?: ChainAnchor,
): Promise<ChainReport> {
  const head = await readHead(trx)
  const walked = await walk(trx, schema, anchor)
  const stored = { seq: head.seq, hash: head.hash.toString('hex') }
  const end = { seq: walked.seq, hash: walked.hash.toString('hex') }
  const { fault: found, inserted, waiting } = await outside(trx, schema, head.through)
  const ends: ChainFault[] = [
    ...(end.seq === stored.seq && end.hash === stored.hash
      ? []
      : [{ kind: 'chain' as const, seq: end.seq + 1, entry: null }]),
    ...(anchor === undefined || walked.anchored ? [] : [{ kind: 'anchor' as const, seq: anchor.seq, entry: null }]),
  ]
  const fault = walked.fault ?? ends[0] ?? (inserted ? found : null)
  return { head: stored, links: walked.seq, redacted: walked.redacted, removed: walked.removed, waiting, fault }
}

/** The end of the chain, to be kept where nobody who can change the database can change it. */
export async function readChainHead(database: Database, schema: string): Promise<ChainAnchor> {
  const { seq, hash } = await readHead(database.tenant(schema))
  return { seq, hash: hash.toString('hex') }
}

async function readHead(db: Kysely<TenantTables>) {
  const { seq, hash, through } = await db
    .selectFrom('_audit_head')
    .select(['seq', 'hash', 'through'])
    .executeTakeFirstOrThrow()
  return { seq, hash: Buffer.from(hash), through }
}

interface StoredLink {
  seq: number
  id: string
  kind: LinkKind
  fact: Buffer
  content: Buffer
  hash: Buffer
  /** Digests of the entry as it is; null where it is not there. */
  fact_now: Buffer | null
  content_now: Buffer | null
  latest: boolean
}

interface Walked {
  seq: number
  hash: Buffer
  redacted: number
  removed: number
  anchored: boolean
  fault: ChainFault | null
}

async function walk(trx: Kysely<TenantTables>, schema: string, anchor: ChainAnchor | undefined): Promise<Walked> {
  const walked: Walked = {
    seq: 0,
    hash: Buffer.alloc(32),
    redacted: 0,
    removed: 0,
    anchored: anchor?.seq === 0,
    fault: null,
  }
  for (;;) {
    const rows = await readPage(trx, schema, walked.seq)
    for (const link of rows) {
      walked.fault = faultOf(link, walked)
      if (walked.fault !== null) return walked
      walked.seq = link.seq
      walked.hash = Buffer.from(link.hash)
      if (link.kind === 'redaction') walked.redacted += 1
      if (link.kind === 'removal') walked.removed += 1
      if (anchor?.seq === link.seq) walked.anchored = walked.hash.toString('hex') === anchor.hash.toLowerCase()
    }
    if (rows.length < PAGE) return walked
  }
}

async function readPage(trx: Kysely<TenantTables>, schema: string, after: number): Promise<StoredLink[]> {
  const links = sql.id(schema, '_audit_link')
  const { rows } = await sql<StoredLink>`
    select l.seq, l.audit_id as id, l.kind, l.fact, l.content, l.hash,
      case when a.id is not null then ${factDigest('a')} end as fact_now,
      case when a.id is not null then ${contentDigest('a')} end as content_now,
      not exists (select 1 from ${links} n where n.audit_id = l.audit_id and n.seq > l.seq) as latest
    from ${links} l left join ${sql.id(schema, '_audit')} a on a.id = l.audit_id
    where l.seq > ${after}::bigint order by l.seq limit ${PAGE}::int`.execute(trx)
  return rows
}

function faultOf(link: StoredLink, { seq, hash }: Walked): ChainFault | null {
  const fault = (kind: ChainFault['kind']) => ({ kind, seq: link.seq, entry: link.id })
  if (link.seq !== seq + 1) return { kind: 'chain', seq: seq + 1, entry: null }
  if (!linkHash(hash, link.seq, { auditId: link.id, ...link }).equals(link.hash)) return fault('chain')
  // Another link says what became of the entry later; who and when stays the same throughout.
  const isGone = link.fact_now === null
  if (!link.latest) return isGone || same(link.fact, link.fact_now) ? null : fault('changed')
  if (link.kind === 'removal') return isGone ? null : fault('inserted')
  if (isGone) return fault('removed')
  return same(link.fact, link.fact_now) && same(link.content, link.content_now) ? null : fault('changed')
}

function same(one: Uint8Array, other: Uint8Array | null): boolean {
  return other !== null && Buffer.from(one).equals(Buffer.from(other))
}

/** Entries that are not in the chain: young ones wait for the job, older ones were put in by somebody else. */
async function outside(trx: Kysely<TenantTables>, schema: string, through: string) {
  const time = Number.parseInt(through.replaceAll('-', '').slice(0, 12), 16)
  const { rows } = await sql<{ old: string | null; young: number }>`
    select min(a.id::text) filter (where a.id < ${firstIdAt(time - LATEST_MS)}::uuid) as old,
      count(*) filter (where a.id >= ${firstIdAt(time - LATEST_MS)}::uuid)::int as young
    from ${sql.id(schema, '_audit')} a
    where not exists (select 1 from ${sql.id(schema, '_audit_link')} l where l.audit_id = a.id)`.execute(trx)
  const { old = null, young = 0 } = rows[0] ?? {}
  const fault: ChainFault = { kind: 'inserted', seq: null, entry: old }
  return { fault, inserted: old !== null, waiting: young }
}
