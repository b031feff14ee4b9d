import { instantAt, localTime } from '@tenon/sdk/expression/zone'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

/** Whole, half and quarter hours, both halves of the globe, half an hour of summer time, and a day that was skipped. */
const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Dublin',
  'Africa/Casablanca',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Los_Angeles',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
]

const HOUR = 3_600_000
/**
 * Every 241 hours and 7 minutes from 1970 to 2025: changes are met at all hours of the day. What governments have
 * decided since depends on how new the zone data of an engine and of a database are.
 */
const INSTANTS = Array.from({ length: 2_030 }, (_, index) => index * (241 * HOUR + 7 * 60_000))
/** Every half hour of the days on which clocks were changed in 2024. */
const CHANGES = ['2024-03-10', '2024-11-03', '2024-03-31', '2024-10-27', '2024-04-07', '2024-10-06'].flatMap((day) =>
  Array.from({ length: 120 }, (_, index) => Date.parse(`${day}T00:00:00Z`) - 24 * HOUR + (index * HOUR) / 2),
)
const ASKED = [...INSTANTS, ...CHANGES]

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test.each(ZONES)('clocks and instants of %s are those of the evaluator', async (zone) => {
    const { rows } = await database.execute(
      `select (extract(epoch from (to_timestamp(at / 1000.0) at time zone $1)) * 1000)::float8 as local,
        (extract(epoch from ((to_timestamp(at / 1000.0) at time zone 'UTC') at time zone $1)) * 1000)::float8 as instant
        from unnest($2::float8[]) with ordinality as asked(at, n) order by n`,
      [zone, ASKED],
    )
    const expected = ASKED.map((at) => ({ local: localTime(at, zone), instant: instantAt(at, zone) }))
    expect(rows).toEqual(expected)
  })
})
