import type { HistoryEntry, RecordIdInput } from '@tenon/sdk/contract/api-contract'
import type { MergeNote } from '@tenon/sdk/contract/record-merge'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import { sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { hiddenFields } from './hidden-fields.ts'
import { isUuid } from './is-uuid.ts'
import { mergeNote } from './merging/merge-note.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type ScopeDependencies, systemTable, tableOf } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'

const MAX_ENTRIES = 500

const MASKED_CHANGE = { old: null, new: null, masked: true } as const

export type ReadHistory = (ctx: RequestContext, input: RecordIdInput) => Promise<HistoryEntry[]>

/** Makes the function that reads a record's audit entries, newest first, live or deleted, without hidden fields and masked values. */
export function makeReadHistory({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): ReadHistory {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    // History names who did what: it is for those who may know who wrote a record, never for end customers.
    if (!scope.access.canRead('updatedBy') || !isUuid(id)) throw recordNotFound(scope, id)
    const hidden = hiddenFields(scope.access, { names: [...scope.entity.fields.keys()], alias: 'r' })
    const { rows } = await sql<{ entries: StoredEntry[]; hidden: string[] | null }>`
      select coalesce((
        select jsonb_agg(to_jsonb(h) order by h.id desc) from (
          select a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor,
            coalesce((select u.name from ${systemTable(ctx, '_user')} u where a.actor = 'user:' || u.id),
              a.actor) as "actorName",
            a.action, a.version, a.reason, a.details -> 'override' as override,
            (select jsonb_agg(coalesce(u.name, b.by) order by b.place)
              from jsonb_array_elements_text(a.details #> '{approval,by}') with ordinality as b(by, place)
              left join ${systemTable(ctx, '_user')} u on b.by = 'user:' || u.id) as "approvedBy",
            case when a.action = 'action.run' then '{}'::jsonb else a.changes end as changes,
            (select coalesce(u.name, p.actor) from ${systemTable(ctx, '_audit')} p
              left join ${systemTable(ctx, '_user')} u on p.actor = 'user:' || u.id
              where a.actor like 'plugin:%' and p.request_id = a.request_id and p.action = 'action.run' limit 1
            ) as "onBehalfOf", ${mergeNote(scope)} as merged
          from ${systemTable(ctx, '_audit')} a
          where a.entity = ${entity}::text and a.record_id = r.id order by a.id desc limit ${MAX_ENTRIES}
        ) h), '[]') as entries, ${hidden ?? sql`null::text[]`} as hidden
      from ${tableOf(ctx, scope.entity)} r
      where r.id = ${id}::uuid and ${rowPredicate(scope.access, { action: 'read', alias: 'r' })}`.execute(
      database.tenant(ctx.tenant.schema),
    )
    const [row] = rows
    if (row === undefined) throw recordNotFound(scope, id)
    return row.entries.map(({ onBehalfOf, override, approvedBy, merged, ...entry }) => ({
      ...entry,
      changes: visibleChanges(entry.changes, { access: scope.access, hidden: row.hidden ?? [] }),
      ...(onBehalfOf !== null && { onBehalfOf }),
      ...(override !== null && { override }),
      ...(approvedBy !== null && { approvedBy }),
      ...(merged !== null && { merged }),
    }))
  }
}

type StoredEntry = Omit<HistoryEntry, 'onBehalfOf' | 'override' | 'approvedBy' | 'merged'> & {
  merged: MergeNote | null
  onBehalfOf: string | null
  override: PassedRules | null
  approvedBy: string[] | null
}

/** Without hidden fields; of masked ones, that they changed. */
function visibleChanges(
  changes: HistoryEntry['changes'],
  { access, hidden }: { access: EntityAccess; hidden: readonly string[] },
): HistoryEntry['changes'] {
  const known = Object.entries(changes).filter(([name]) => access.canRead(name) && !hidden.includes(name))
  return Object.fromEntries(known.map(([name, change]) => [name, access.canShow(name) ? change : MASKED_CHANGE]))
}
