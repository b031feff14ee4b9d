import type { AuditFilter } from '@tenon/sdk/contract/audit-api'
import type { AuditOrigin } from '@tenon/sdk/contract/audit-origin'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { firstIdAt } from '../../db/first-id-at.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable } from '../record-scope.ts'
import { type EntryGroup, groupKeyOf } from './entry-group.ts'

/** So many entries are looked at for one page: whatever is asked for, it costs an index's walk of this length at most. */
export const MOST_SCANNED = 20_000
/** An id is made by a process's clock before its statement; `at` is the database's. */
const SLACK_MS = 10 * 60_000

/** An entry as it is stored. */
export interface StoredEntry {
  id: string
  at: string
  actor: string
  action: string
  entity: string
  record_id: string | null
  version: number | null
  request_id: string
  changes: Record<string, JsonValue>
  reason: string | null
  details: JsonObject | null
  origin: AuditOrigin | null
}

export interface EntryScan extends AuditFilter {
  entity?: string
  recordId?: string
  /** Only entries that are older. */
  before?: string
  /** Only entries of this group. */
  group?: EntryGroup
  limit: number
}

/** A page of entries, newest first, and the id after which the next one begins. */
export async function scanEntries(
  db: Queryable,
  ctx: RequestContext,
  scan: EntryScan,
): Promise<{ entries: StoredEntry[]; next: string | null }> {
  const audit = systemTable(ctx, '_audit')
  const range = sql`from ${audit} a where ${walk(scan)} order by ${order(scan)} limit ${MOST_SCANNED}::int`
  const { rows } = await sql<StoredEntry>`
    select s.id, to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, s.actor, s.action, s.entity,
      s.record_id, s.version, s.request_id, s.changes, s.reason, s.details, s.origin
    from (select a.* ${range}) s where ${condition(scan)} limit ${scan.limit + 1}::int`.execute(db)
  if (rows.length > scan.limit) {
    const entries = rows.slice(0, scan.limit)
    return { entries, next: entries.at(-1)?.id ?? null }
  }
  const { rows: last } = await sql<{ id: string }>`
    select s.id from (select a.id ${range}) s offset ${MOST_SCANNED - 1}::int`.execute(db)
  return { entries: rows, next: last[0]?.id ?? null }
}

/** What an index walks along: the record's entries, the person's, or all. */
export function walk({ entity, recordId, actor, before, from, to, group }: EntryScan): RawBuilder<unknown> {
  const parts = [
    ...(recordId === undefined ? [] : [sql`a.entity = ${entity}::text and a.record_id = ${recordId}::uuid`]),
    ...(recordId === undefined && isPerson(actor) ? [sql`${personOf('a')} = ${actor}::text`] : []),
    ...(before === undefined ? [] : [sql`a.id < ${before}::uuid`]),
    ...(from === undefined ? [] : [sql`a.id >= ${firstIdAt(Date.parse(from) - SLACK_MS)}::uuid`]),
    ...(to === undefined ? [] : [sql`a.id < ${firstIdAt(Date.parse(to) + SLACK_MS)}::uuid`]),
    ...(group === undefined ? [] : [sql`a.id <= ${group.head}::uuid and a.id >= ${firstIdAt(group.from)}::uuid`]),
  ]
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}

/** In the words of the index that is meant, so that no other one looks as good. */
export function order({ recordId, entity, actor }: EntryScan): RawBuilder<unknown> {
  if (recordId !== undefined && entity !== undefined) return sql`a.entity desc, a.record_id desc, a.id desc`
  return isPerson(actor) ? sql`${personOf('a')} desc, a.id desc` : sql`a.id desc`
}

/** What each of the entries on the way must fit. */
export function condition({ entity, actor, field, action, from, to, group }: EntryScan): RawBuilder<unknown> {
  const parts = [
    ...(entity === undefined ? [] : [sql`s.entity = ${entity}::text`]),
    ...(actor === undefined ? [] : [sql`(s.actor = ${actor}::text or ${personOf('s')} = ${actor}::text)`]),
    ...(field === undefined ? [] : [sql`jsonb_exists(s.changes, ${field}::text)`]),
    ...(action === undefined ? [] : [sql`s.action = ${action}::text`]),
    ...(from === undefined ? [] : [sql`s.at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`s.at < ${to}::timestamptz`]),
    ...(group === undefined ? [] : [sql`${groupKeyOf('s')} = ${group.key}::text and s.record_id is not null`]),
  ]
  return parts.length === 0 ? sql`true` : sql.join(parts, sql` and `)
}

/** Plugins act for somebody as a rule, so that few entries are theirs in the index of persons. */
function isPerson(actor: string | undefined): boolean {
  return actor !== undefined && !actor.startsWith('plugin:')
}

/** Who is behind an entry, as `_audit_person_idx` has it. */
export function personOf(alias: string): RawBuilder<string> {
  return sql<string>`(coalesce(${sql.ref(`${alias}.origin`)} ->> 'onBehalfOf', ${sql.ref(`${alias}.actor`)}))`
}
