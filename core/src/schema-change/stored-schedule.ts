import type { ScheduledPublish, ScheduledPublishStatus } from '@tenon/sdk/contract/plan-consent'
import type { TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

export type StoredSchedule = Selectable<TenantTables['_scheduled_publish']>

const SHOWN = 10

/** Those that wait first, then the last ones. */
export async function listSchedules(db: Kysely<TenantTables>): Promise<ScheduledPublish[]> {
  const rows = await db
    .selectFrom('_scheduled_publish')
    .selectAll()
    .orderBy(sql`status in ('waiting', 'running')`, 'desc')
    .orderBy('id', 'desc')
    .limit(SHOWN)
    .execute()
  return rows.map(describeSchedule)
}

export function describeSchedule(row: StoredSchedule): ScheduledPublish {
  const name = row.actor['name']
  return {
    id: row.id,
    dueAt: row.due_at.toISOString(),
    timeZone: row.time_zone,
    note: row.note ?? '',
    by: typeof name === 'string' ? name : '',
    agreed: row.agreed,
    status: row.status,
    version: row.version,
    error: row.error?.message ?? null,
  }
}

interface ScheduleChange {
  id: string
  from: readonly ScheduledPublishStatus[]
  to: ScheduledPublishStatus
  version?: number
  error?: { code: TenonErrorCode; message: string }
}

/** Null where it is not in one of the states that it may be changed from. */
export async function changeSchedule(
  db: Kysely<TenantTables>,
  { id, from, to, version, error }: ScheduleChange,
): Promise<StoredSchedule | null> {
  const changed = await db
    .updateTable('_scheduled_publish')
    .set({
      status: to,
      ...(to === 'running' ? {} : { ended_at: sql`now()` }),
      ...(version !== undefined && { version }),
      ...(error !== undefined && { error: JSON.stringify(error) }),
    })
    .where('id', '=', id)
    .where('status', 'in', from)
    .returningAll()
    .executeTakeFirst()
  return changed ?? null
}
