import { DEFAULT_CALENDAR, type WorkingCalendar } from '@tenon/sdk/contract/working-calendar'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { defaultCalendar } from './default-calendar.ts'

/** A calendar as it is stored; revision 0: it is not, and is as it begins. */
export interface KeptCalendar extends WorkingCalendar {
  revision: number
}

/** All calendars of the tenant, `default` first, which is always there, then by name. */
export async function readCalendars(db: Kysely<TenantTables>): Promise<KeptCalendar[]> {
  const rows = await db.selectFrom('_working_calendar').selectAll().orderBy('name').execute()
  const stored = rows.map(({ name, label, time_zone, week, holidays, workdays, revision }) => {
    return { name, label, timeZone: time_zone, week, holidays, workdays, revision }
  })
  const own = stored.find(({ name }) => name === DEFAULT_CALENDAR) ?? { ...defaultCalendar, revision: 0 }
  return [own, ...stored.filter(({ name }) => name !== DEFAULT_CALENDAR)]
}
