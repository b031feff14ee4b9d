import type {
  ListTrashInput,
  PurgedRecords,
  PurgeRecordInput,
  TrashApi,
  TrashPage,
  TrashSettings,
} from '@tenon/sdk/contract/trash-api'
import { sql } from 'kysely'
import type { AdminTools } from '../../access/admin-tools.ts'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { type RemovingFiles, removeFiles } from '../../storage/remove-files.ts'
import { isUuid } from '../is-uuid.ts'
import { queryProblem } from '../query-problem.ts'
import { recordNotFound } from '../record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, systemTable, tableOf } from '../record-scope.ts'
import { fieldPredicate, rowPredicate } from '../row-predicate.ts'
import { type Doomed, purgeRecord } from './purge-record.ts'
import { readTrashDays, writeTrashDays } from './trash-days.ts'

const PAGE = 50
const DAY_MS = 24 * 3_600_000

export type TrashDependencies = ScopeDependencies & RemovingFiles & AdminTools

/** Makes the verbs over deleted records: what there is, removing one for good, how long they are kept. */
export function makeTrash(dependencies: TrashDependencies): WithContext<TrashApi> {
  const { database, requireAdmin } = dependencies
  const openScope = makeOpenScope(dependencies)
  return {
    async list(ctx, input) {
      return listTrash(dependencies, await openScope(ctx, { entity: input.entity, action: 'delete' }), input)
    },

    async purge(ctx: RequestContext, { entity, id, version }: PurgeRecordInput): Promise<PurgedRecords> {
      await requireAdmin(ctx)
      const scope = await openScope(ctx, { entity, action: 'delete' })
      if (!isUuid(id)) throw recordNotFound(scope, id)
      const doomed = await database.transaction(ctx.tenant.schema, (trx) => purgeRecord(trx, scope, { id, version }))
      await removeTheirFiles(dependencies, ctx.tenant.schema, doomed)
      return { removed: doomed.reduce((sum, { ids }) => sum + ids.length, 0) }
    },

    settings: async (ctx) => ({ days: await readTrashDays(database.tenant(ctx.tenant.schema)) }),

    async saveSettings(ctx, { days }): Promise<TrashSettings> {
      await requireAdmin(ctx)
      return database.transaction(ctx.tenant.schema, async (trx) => {
        const before = await readTrashDays(trx)
        if (before === days) return { days }
        await writeTrashDays(trx, days)
        const details = { old: before, new: days }
        await insertAdminAudit(trx, ctx, { action: 'setting.change', id: 'trashDays', details })
        return { days }
      })
    },
  }
}

/** Bytes that a backup holds stay for the daily collection. */
export async function removeTheirFiles(
  removing: RemovingFiles,
  schema: string,
  doomed: readonly Doomed[],
): Promise<void> {
  for (const { ids } of doomed) {
    await removeFiles(removing, schema, sql<boolean>`f.record_id = any(${ids}::uuid[])`)
  }
}

interface Row {
  id: string
  version: number
  title: string | null
  at: string
  exact: string
  actor: string
  name: string | null
  reason: string | null
  kept: string
  merge: string | null
  merged: boolean
}

async function listTrash(
  { database }: TrashDependencies,
  scope: RecordScope,
  { limit = PAGE, after }: ListTrashInput,
): Promise<TrashPage> {
  const { ctx, access, entity } = scope
  const db = database.tenant(ctx.tenant.schema)
  const [at, last] = readCursor(scope, after)
  const { titleField } = entity
  const open = fieldPredicate(access, { field: titleField.name, right: 'read', alias: 'r' }) ?? sql<boolean>`true`
  const title = access.canShow(titleField.name)
    ? sql`case when ${open} then ${titleField.titleText('r')} end`
    : sql<null>`null`
  const stamp = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const { rows } = await sql<Row>`
    select r.id, r.version, ${title} as title, ${stamp('t.at')} as at, t.at::text as exact, t.actor, u.name, t.reason,
      ${stamp('t.kept_from')} as kept, t.merge_id is not null as merged,
      (select m.id from ${systemTable(ctx, '_merge')} m where m.id = t.merge_id and m.entity = t.entity) as merge
    from ${systemTable(ctx, '_trash')} t join ${tableOf(ctx, entity)} r on r.id = t.record_id and r.deleted_at is not null
    left join ${systemTable(ctx, '_user')} u on t.actor = 'user:' || u.id
    where t.entity = ${entity.name}::text
      and (${at}::timestamptz is null or (t.at, t.record_id) < (${at}::timestamptz, ${last}::uuid))
      and ${rowPredicate(access, { action: 'read', alias: 'r' })} and ${rowPredicate(access, { action: 'delete', alias: 'r' })}
    order by t.at desc, t.record_id desc limit ${limit + 1}::int`.execute(db)
  const days = await readTrashDays(db)
  const page = rows.slice(0, limit)
  const end = rows.length > limit ? page.at(-1) : undefined
  return {
    records: page.map((row) => ({
      ...{ id: row.id, version: row.version, title: row.title, deletedAt: row.at },
      deletedBy: { actor: row.actor, name: row.name ?? '' },
      // Of another entity: it went along with what it referred to.
      followed: row.reason !== null || (row.merged && row.merge === null),
      ...(row.merge !== null && { merge: row.merge }),
      removedAt: days === null ? null : new Date(Date.parse(row.kept) + days * DAY_MS).toISOString(),
    })),
    nextCursor: end === undefined ? null : Buffer.from(JSON.stringify([end.exact, end.id])).toString('base64url'),
  }
}

function readCursor({ ctx }: RecordScope, after: string | undefined): [string | null, string | null] {
  if (after === undefined) return [null, null]
  try {
    const parsed: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
    const [at, id] = Array.isArray(parsed) ? (parsed as unknown[]) : []
    if (typeof at === 'string' && /^\d{4}-\d\d-\d\d [\d:.+-]{8,30}$/.test(at) && typeof id === 'string' && isUuid(id))
      return [at, id]
  } catch {
    // Refused below like anything else that is no cursor.
  }
  throw queryProblem(ctx.locale, {
    pointer: '/after',
    rule: 'cursor',
    message: {
      en: `'after' is not a cursor of this list: take 'nextCursor' of the page before`,
      'zh-CN': '“after”不是此列表的游标：请使用上一页的 nextCursor',
    },
  })
}
