import { createHash } from 'node:crypto'
import { DEFAULT_CALENDAR } from '@tenon/sdk/contract/working-calendar'
import { LRUCache } from 'lru-cache'
import type { Database } from '../db/database.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import { calendarDays } from './calendar-day.ts'
import { readCalendars } from './read-calendars.ts'
import { makeWorkingTime, type WorkingTime } from './working-time.ts'

type Tenant = { readonly schema: string }

/** A tenant's calendars, ready to count by. */
export interface TenantCalendars {
  /** That calendar, or `default` where the name is none's. */
  find(name: string): { time: WorkingTime /** Another one where it counts otherwise. */; fingerprint: string }
}

/** Calendars by tenant, read once and kept for a short while. */
export interface WorkingCalendars {
  of(tenant: Tenant): Promise<TenantCalendars>
  /** The next `of` reads again; other processes hear of changes by themselves. */
  forget(tenant: Tenant): void
  /** Stops listening to the database. */
  close(): Promise<void>
}

export const CALENDAR_CHANNEL = 'tenon_calendars'
const MAX_TENANTS = 500
/** Notifications can be lost. */
const FRESH_MILLISECONDS = 30_000

interface Dependencies {
  database: Database
  zones: Pick<TenantZones, 'get'>
}

/** Makes the store of calendars. */
export function makeWorkingCalendars({ database, zones }: Dependencies): WorkingCalendars {
  const kept = new LRUCache<string, Promise<TenantCalendars>>({ max: MAX_TENANTS, ttl: FRESH_MILLISECONDS })
  let stop: Promise<() => Promise<void>> | null = null

  function forget(schema: string): void {
    for (const key of [...kept.keys()]) if (schemaOf(key) === schema) kept.delete(key)
  }

  const stopResting = database.inUse.onRest((schemas) => {
    const gone = new Set(schemas)
    for (const key of [...kept.keys()]) if (gone.has(schemaOf(key))) kept.delete(key)
  })

  async function listen(): Promise<void> {
    stop ??= database.listen(CALENDAR_CHANNEL, forget)
    await stop.catch((error: unknown) => {
      stop = null
      throw error
    })
  }

  return {
    async of({ schema }) {
      const timeZone = await zones.get({ schema })
      const key = `${schema} ${timeZone}`
      const known = kept.get(key)
      if (known !== undefined) return known
      await listen()
      const loading = loadCalendars(database, schema, timeZone)
      kept.set(key, loading)
      loading.catch(() => kept.delete(key))
      return loading
    },
    forget: ({ schema }) => forget(schema),
    async close() {
      stopResting()
      const unlisten = await stop
      stop = null
      await unlisten?.()
    },
  }
}

/** Of a key: a schema has no space in its name. */
function schemaOf(key: string): string {
  return key.slice(0, key.indexOf(' '))
}

async function loadCalendars(database: Database, schema: string, timeZone: string): Promise<TenantCalendars> {
  const calendars = (await readCalendars(database.tenant(schema))).map((calendar) => {
    const { week, holidays, workdays } = calendar
    const days = calendarDays(calendar, timeZone)
    const counted = JSON.stringify([days.timeZone, week, holidays, workdays])
    const fingerprint = createHash('sha256').update(counted).digest('hex').slice(0, 16)
    return [calendar.name, { time: makeWorkingTime(days), fingerprint }] as const
  })
  const byName = new Map(calendars)
  return {
    find: (name) => {
      const found = byName.get(name) ?? byName.get(DEFAULT_CALENDAR)
      if (found === undefined) throw new Error('Every tenant has a calendar of that name.')
      return found
    },
  }
}
