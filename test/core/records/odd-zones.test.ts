import { GROUP_PERIODS } from '@tenon/sdk/contract/group-records'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSettings } from '../../../core/src/access/make-settings.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

/** Half an hour of summer time; 45 minutes beside the hour; a winter time within the summer; a day that there never was. */
const TURNS = {
  'Australia/Lord_Howe': ['2023-09-30T15:30Z', '2024-04-06T15:00Z'],
  'Pacific/Chatham': ['2023-09-23T14:00Z', '2024-04-06T14:00Z'],
  'Africa/Casablanca': ['2023-03-19T02:00Z', '2023-04-23T02:00Z', '2018-10-28T02:00Z'],
  'Pacific/Apia': ['2011-12-30T10:00Z', '2011-09-24T11:00Z'],
}
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Four days before and after each, never on the hour. */
const MOMENTS = Object.values(TURNS)
  .flat()
  .flatMap((turn) => Array.from({ length: 246 }, (_, at) => Date.parse(turn) + (at - 123) * 47 * MINUTE + 1))

describe.each(DATABASE_KINDS)('groups by the periods of a zone with odd days on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
    const moments = JSON.stringify(MOMENTS.map((moment) => new Date(moment).toISOString()))
    await sql`insert into ${sql.id(tenon.tenant.schema, 'deal')} (id, name, signed_at)
      select gen_random_uuid(), 'd', value::timestamptz from jsonb_array_elements_text(${moments}::jsonb)`.execute(
      tenon.database.control,
    )
  }, 60_000)
  afterAll(() => tenon?.close())

  test.each(Object.keys(TURNS))(
    '%s: as a calendar of another make says, each moment in one of them',
    async (timeZone) => {
      const settings = makeSettings({ ...tenon, requireAdmin: tenon.access.requireAdmin })
      await settings.change(tenon.system, { timeZone })
      const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
      for (const per of GROUP_PERIODS) {
        const expected = new Map<string, number>()
        for (const moment of MOMENTS) {
          const begin = beginOf(per, format.format(moment))
          expected.set(begin, (expected.get(begin) ?? 0) + 1)
        }
        const { groups } = await tenon.groupRecords(tenon.system, {
          ...{ entity: 'deal', groupBy: [{ field: 'signedAt', per }], limit: 200 },
        })
        const told = groups.map(({ values, measures }) => [values[0], measures['count']] as const)
        expect(new Map(told as Array<[string, number]>), per).toEqual(expected)
        if (timeZone === 'Pacific/Apia') expect(told.map(([day]) => day)).not.toContain('2011-12-30')
      }
    },
  )
})

function beginOf(per: string, day: string): string {
  const [year = '', month = ''] = day.split('-')
  if (per === 'year') return `${year}-01-01`
  if (per === 'quarter') return `${year}-${String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0')}-01`
  if (per === 'month') return `${year}-${month}-01`
  const date = new Date(`${day}T00:00Z`)
  const back = per === 'week' ? (date.getUTCDay() + 6) % 7 : 0
  return new Date(date.getTime() - back * DAY).toISOString().slice(0, 10)
}
