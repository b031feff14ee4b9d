import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'

export interface AuditFacts {
  ctx: RequestContext
  entity: string
  actor: string
  action: string
  reason?: string
  /** What else is to be known of it, such as the rules that were passed over. */
  details?: object
  /** What is to be known of single records besides, by their ids. */
  detailsOf?: Readonly<Record<string, object>>
  /** From where it came: of `originOf`. */
  origin: string | null
  /** Whether the actor stands in for others: then `document` has a column `behalf`. */
  standsIn?: boolean
  /** Whether `document` has a column `_changes` that says what changed. */
  told?: boolean
}

/** Fields that change with every write and would only repeat what the entry says anyway. */
const UNREMARKABLE = [
  ...['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'],
  ...['stageEnteredAt', 'stageDueAt', 'stageStaleAt', '$stale'],
]

/**
 * INSERT of one audit entry per row of the CTE `document` (`_audit_id`, `id`, `version`, `before`, `after`):
 * who did what from where, and every field that changed with its old and new value.
 */
export function insertAudit({
  ctx,
  entity,
  actor,
  action,
  reason,
  details,
  detailsOf,
  standsIn = false,
  origin,
  told = false,
}: AuditFacts): RawBuilder<unknown> {
  return sql`insert into ${sql.id(ctx.tenant.schema, '_audit')}
    (id, at, actor, action, entity, record_id, version, request_id, changes, reason, details, origin)
    select d._audit_id, now(), ${actor}::text, ${sql.lit(action)}::text, ${sql.lit(entity)}::text, d.id, d.version,
      ${ctx.requestId}::text, ${told ? sql`d._changes` : action === 'create' ? firstValues() : changedFields()},
      ${reason === undefined ? sql`null` : sql`${reason}::text`},
      ${storedDetails({ details, detailsOf, standsIn })},
      ${origin}::jsonb
    from document d`
}

interface StoredDetails {
  details: object | undefined
  detailsOf: AuditFacts['detailsOf'] | undefined
  standsIn: boolean
}

function storedDetails({ details, detailsOf, standsIn }: StoredDetails): RawBuilder<unknown> {
  const parts = [
    ...(details === undefined ? [] : [sql`${JSON.stringify(details)}::jsonb`]),
    ...(detailsOf === undefined ? [] : [sql`coalesce(${JSON.stringify(detailsOf)}::jsonb -> d.id::text, '{}'::jsonb)`]),
    ...(standsIn ? [sql`jsonb_strip_nulls(jsonb_build_object('onBehalfOf', d.behalf))`] : []),
  ]
  return parts.length === 0 ? sql`null` : sql`nullif(${sql.join(parts, sql` || `)}, '{}'::jsonb)`
}

const skipped = sql.join(UNREMARKABLE.map((name) => sql.lit(name)))

/** Of a new record: what is filled. */
function firstValues(): RawBuilder<unknown> {
  return sql`(
    select coalesce(jsonb_object_agg(a.key, jsonb_build_object('old', null, 'new', a.value)), '{}')
    from jsonb_each(d.after) a where a.value <> 'null' and a.key not in (${skipped}))`
}

function changedFields(): RawBuilder<unknown> {
  return sql`(
    select coalesce(jsonb_object_agg(a.key, jsonb_build_object(
      'old', coalesce(d.before -> a.key, 'null'), 'new', a.value)), '{}')
    from jsonb_each(d.after) a
    where a.value <> coalesce(d.before -> a.key, 'null') and a.key not in (${skipped}))`
}
