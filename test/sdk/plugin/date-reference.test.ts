import { date } from '@tenon/sdk/plugin/date'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useSecondOpinion } from '../../support/use-second-opinion.ts'

/*
 * Days and zones against PostgreSQL, which has its own calendar and its own table of zones. Zones whose rules changed
 * after either table was made are not among them.
 */
const ask = useSecondOpinion()
const MINUTE = 60_000

const ZONES = [
  'Europe/Berlin',
  'Europe/Dublin',
  'Europe/Lisbon',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Havana',
  'America/Asuncion',
  'Asia/Shanghai',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Antarctica/Troll',
  'Africa/Cairo',
  'UTC',
]

const day = fc
  .date({ min: new Date('0110-01-01'), max: new Date('9800-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))
const nearDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))

function cases<T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns = 600): T[] {
  return fc.sample(arbitrary, { numRuns, seed })
}

test('adding days, months and years, weekdays and quarters are the same', async () => {
  const given = cases(fc.tuple(day, fc.integer({ min: -1_200, max: 1_200 })), 1)
  const rows = await ask(
    `select (d + n)::text as days, (d + make_interval(months => n))::date::text as months,
       (d + make_interval(years => n % 100))::date::text as years, extract(isodow from d)::text as weekday,
       extract(quarter from d)::text as quarter,
       date_trunc('week', d)::date::text as week, date_trunc('month', d)::date::text as month,
       date_trunc('quarter', d)::date::text as "quarterStart",
       (date_trunc('quarter', d) + interval '3 months' - interval '1 day')::date::text as "quarterEnd",
       (date_trunc('month', d) + interval '1 month' - interval '1 day')::date::text as "monthEnd"
     from unnest($1::date[], $2::int[]) with ordinality as t(d, n, i) order by i`,
    [given.map(([at]) => at), given.map(([, count]) => count)],
  )
  const found = given.map(([at, count]) => ({
    days: date.addDays(at, count),
    months: date.addMonths(at, count),
    years: date.addYears(at, count % 100),
    weekday: `${date.weekday(at)}`,
    quarter: `${date.quarter(at)}`,
    week: date.firstDayOf('week', at),
    month: date.firstDayOf('month', at),
    quarterStart: date.firstDayOf('quarter', at),
    quarterEnd: date.lastDayOf('quarter', at),
    monthEnd: date.lastDayOf('month', at),
  }))
  expect(found).toEqual(rows)
})

test('differences are as many as can be added without going past, and ages are those that PostgreSQL tells', async () => {
  const given = cases(fc.tuple(nearDay, nearDay), 2).concat(
    cases(fc.tuple(fc.constantFrom('2004-02-29', '2000-01-31', '2026-12-31'), nearDay), 3, 200),
  )
  const months = given.map(([from, to]) => date.diffMonths(from, to))
  const rows = await ask(
    `select (b - a)::text as days,
       (case when b >= a then a + make_interval(months => n) <= b and a + make_interval(months => n + 1) > b
        else a + make_interval(months => n) >= b and a + make_interval(months => n - 1) < b end)::text as fits,
       extract(year from age(greatest(a, b), least(a, b)))::text as age
     from unnest($1::date[], $2::date[], $3::int[]) with ordinality as t(a, b, n, i) order by i`,
    [given.map(([from]) => from), given.map(([, to]) => to), months],
  )
  for (const [index, [from, to]] of given.entries()) {
    const [first = '', last = ''] = [from, to].sort()
    const row = rows[index]
    expect([from, to, `${date.diffDays(from, to)}`, row?.['fits']]).toEqual([from, to, row?.['days'], 'true'])
    expect([first, last, `${date.age(first, last)}`]).toEqual([first, last, row?.['age']])
    expect(date.diffYears(from, to)).toBe(Math.trunc(date.diffMonths(from, to) / 12) + 0)
  }
})

test('business days are those that a calendar of them counts', async () => {
  const start = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  const holidays = [
    '2024-01-01',
    '2024-05-01',
    '2024-12-25',
    '2024-12-26',
    '2025-01-01',
    '2025-04-18',
    '2025-04-21',
    '2026-01-01',
  ]
  const given = cases(fc.tuple(start, fc.integer({ min: 1, max: 300 })), 4, 200)
  const ends = given.map(([from, count]) => date.addBusinessDays(from, count, { holidays }))
  const rows = await ask(
    `select (select count(*) from generate_series(a + 1, b, interval '1 day') as d
         where extract(isodow from d) < 6 and d::date <> all($3::date[]))::text as between,
       (extract(isodow from b) < 6 and b <> all($3::date[]))::text as open
     from unnest($1::date[], $2::date[]) with ordinality as t(a, b, i) order by i`,
    [given.map(([from]) => from), ends, holidays],
  )
  for (const [index, [from, count]] of given.entries()) {
    const end = ends[index] ?? ''
    expect([from, rows[index]]).toEqual([from, { between: `${count}`, open: 'true' }])
    expect(date.diffBusinessDays(from, end, { holidays })).toBe(count)
    if (date.isBusinessDay(from, { holidays })) expect(date.addBusinessDays(end, -count, { holidays })).toBe(from)
  }
})

let zoned: ReturnType<typeof makeZonedCases> | undefined
const zonedCases = () => {
  zoned ??= makeZonedCases()
  return zoned
}

/** Points in time, more than half of them within two hours of one at which clocks in the zone are changed. */
async function makeZonedCases(): Promise<Array<[zone: string, ms: number]>> {
  const range = { min: Date.parse('1975-01-01'), max: Date.parse('2035-12-31') }
  const anyTime = cases(fc.tuple(fc.constantFrom(...ZONES), fc.integer(range)), 5)
  const rows = await ask(
    // Days at whose ends the offset differs, and in them the hour.
    `select z as zone, (extract(epoch from h) * 1000)::bigint::text as ms from unnest($1::text[]) as z,
       generate_series('2005-01-01'::timestamptz, '2026-01-01', interval '1 day') as d,
       generate_series(d, d + interval '23 hours', interval '1 hour') as h
     where ((d + interval '1 day') at time zone z) - (d at time zone z) <> interval '1 day'
       and ((h + interval '1 hour') at time zone z) - (h at time zone z) <> interval '1 hour'`,
    [ZONES],
  )
  const changes = rows.map(({ zone, ms }) => [zone ?? '', Number(ms)] as const)
  expect(changes.length).toBeGreaterThan(200)
  const near = cases(fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -120, max: 120 })), 6, 800)
  return [...anyTime, ...near.map(([[zone, ms], minutes]) => [zone, ms + minutes * MINUTE] as [string, number])]
}

const at = (ms: number) => new Date(ms).toISOString()

test('clocks in a zone show the same', async () => {
  const given = await zonedCases()
  const rows = await ask(
    `select to_char(t at time zone z, 'YYYY-MM-DD HH24:MI:SS.MS') as local
     from unnest($1::text[], $2::timestamptz[]) with ordinality as c(z, t, i) order by i`,
    [given.map(([zone]) => zone), given.map(([, ms]) => at(ms))],
  )
  const found = given.map(([zone, ms]) => {
    const { day: on, time, millisecond } = date.toZoned(at(ms), zone)
    expect(date.dayIn(at(ms), zone)).toBe(on)
    return { local: `${on} ${time}.${String(millisecond).padStart(3, '0')}` }
  })
  expect(found).toEqual(rows)
})

test('a local time is the first point in time at which clocks show it, or counts on from before a gap', async () => {
  const given = await zonedCases()
  const locals = given.map(([zone, ms]) => {
    // A local time near the point in time, which may be one that clocks skip.
    const { day: on, time } = date.toZoned(at(ms + 30 * MINUTE), zone)
    return { zone, on, time, found: date.fromZoned(on, time, zone) }
  })
  const skipped = given.map(([zone, ms]) => {
    const { day: on, hour, minute } = date.toZoned(at(ms), zone)
    const time = `${String(Math.min(hour + 1, 23)).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00`
    return { zone, on, time, found: date.fromZoned(on, time, zone) }
  })
  const all = [...locals, ...skipped]
  const rows = await ask(
    `select (f at time zone z = l)::text as shown,
       (exists (select from generate_series(5, 180, 5) as m where (f - make_interval(mins => m)) at time zone z = l))::text as earlier,
       (exists (select from generate_series(-180, 180, 5) as m where (f + make_interval(mins => m)) at time zone z = l))::text as "atAll",
       ((f at time zone z) - l > interval '0' and
        l - ((f - ((f at time zone z) - l)) at time zone z) >= interval '0')::text as after
     from unnest($1::text[], $2::timestamp[], $3::timestamptz[]) with ordinality as c(z, l, f, i) order by i`,
    [all.map(({ zone }) => zone), all.map(({ on, time }) => `${on} ${time}`), all.map(({ found }) => found)],
  )
  let gaps = 0
  for (const [index, { zone, on, time }] of all.entries()) {
    const { shown, earlier, atAll, after } = rows[index] ?? {}
    if (shown === 'true') expect([zone, on, time, earlier]).toEqual([zone, on, time, 'false'])
    else {
      gaps += 1
      expect([zone, on, time, atAll, after]).toEqual([zone, on, time, 'false', 'true'])
    }
  }
  expect(gaps).toBeGreaterThan(20)
})

test('a day begins at the first moment that a zone calls by it, and so do weeks, months, quarters and years', async () => {
  const given = await zonedCases()
  const units = ['day', 'week', 'month', 'quarter', 'year'] as const
  const cut = given.map(([zone, ms], index) => {
    const unit = units[index % 5] ?? 'day'
    return { zone, unit, at: at(ms), start: date.startOf(unit, at(ms), zone), end: date.endOf(unit, at(ms), zone) }
  })
  const rows = await ask(
    `select (date_trunc(u, s at time zone z) = date_trunc(u, t at time zone z))::text as within,
       (date_trunc(u, (s - interval '1 ms') at time zone z) < date_trunc(u, t at time zone z))::text as before,
       (date_trunc(u, e at time zone z) = date_trunc(u, t at time zone z))::text as last,
       (date_trunc(u, (e + interval '1 ms') at time zone z) > date_trunc(u, t at time zone z))::text as next,
       (s <= t and t <= e)::text as around
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
       with ordinality as c(z, u, t, s, e, i) order by i`,
    [
      cut.map(({ zone }) => zone),
      cut.map(({ unit }) => unit),
      cut.map((one) => one.at),
      cut.map(({ start }) => start),
      cut.map(({ end }) => end),
    ],
  )
  const right = { within: 'true', before: 'true', last: 'true', next: 'true', around: 'true' }
  for (const [index, one] of cut.entries()) expect([one, rows[index]]).toEqual([one, right])
})
