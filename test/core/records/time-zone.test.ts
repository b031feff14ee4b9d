import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import { localTime } from '@tenon/sdk/expression/zone'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeSettings } from '../../../core/src/access/make-settings.ts'
import { makeTenantZones } from '../../../core/src/db/tenant-zones.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { eventually } from '../../web-components/support/eventually.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const NOW = { defaultTo: 'now' } as const
const visit = entity('visit', {
  at: field('dateTime'),
  day: field('formula', { formula: 'date(at)' }),
  clock: field('formula', { formula: 'time(at)' }),
  begin: field('formula', { formula: 'dateTime(date(at))' }),
  nextMonth: field('formula', { formula: 'at.addMonths(1)' }),
  today: field('formula', { formula: 'record.name == null ? null : today' }),
  madeOn: field('date', NOW),
  madeAt: field('time', NOW),
  month: field('yearMonth', NOW),
  worked: field('date', { defaultExpression: 'today' }),
  number: field('sequence', { sequence: { prefix: '{YYYY}{MM}-', reset: 'year' } }),
})
const model = mergeModel([pluginPackage('clinic', { entities: [visit] })], {})

/** Their dates always differ: one is 25 hours ahead of the other. */
const EARLIEST = 'Pacific/Kiritimati'
const LATEST = 'Pacific/Pago_Pago'
const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']

describe.each(DATABASE_KINDS)('the time zone of a tenant on %s', (kind) => {
  let tenon: TestRecords
  let settings: ReturnType<typeof makeSettings>
  beforeAll(async () => {
    tenon = await openTestRecords(kind, model)
    const { requireAdmin } = tenon.access
    settings = makeSettings({ ...tenon, requireAdmin })
  }, 60_000)
  afterAll(() => tenon?.close())

  const localDay = (zone: string) => new Date(localTime(Date.now(), zone)).toISOString().slice(0, 10)
  const create = (values: Record<string, string>) =>
    tenon.createRecord(tenon.system, { entity: 'visit', values: { name: 'v', ...values } })

  test('is UTC at first, and another one where an admin says so, as the trail tells', async () => {
    expect(await settings.read(tenon.system)).toMatchObject({ timeZone: 'UTC' })
    const staff = await tenon.addUser('Staff')
    await expect(settings.change(staff, { timeZone: EARLIEST })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await settings.change(tenon.system, { timeZone: EARLIEST })).toMatchObject({ timeZone: EARLIEST })
    expect((await tenon.viewModel(staff)).timeZone).toBe(EARLIEST)
    const { rows } = await tenon.database.execute(
      `select changes from "${tenon.tenant.schema}"._audit where action = 'setting.change'`,
    )
    expect(rows).toEqual([{ changes: { id: 'timeZone', old: 'UTC', new: EARLIEST } }])
  })

  test.each(['Mars/Olympus', '+08:00', 'CST', '', "UTC'; drop table x", 'Asia/Nowhere'])(
    'is never %j, which is none',
    async (timeZone) => {
      const before = await settings.read(tenon.system)
      const changing = settings.change(tenon.system, { timeZone })
      await expect(changing).rejects.toMatchObject({ code: 'VALIDATION_FAILED', problems: [{ pointer: '/timeZone' }] })
      expect(await settings.read(tenon.system)).toEqual(before)
    },
  )

  test('is heard of by other processes', async () => {
    const other = makeTenantZones(tenon)
    await settings.change(tenon.system, { timeZone: LATEST })
    expect(await other.get(tenon.tenant)).toBe(LATEST)
    await settings.change(tenon.system, { timeZone: EARLIEST })
    await eventually(() => other.get(tenon.tenant)).toBe(EARLIEST)
    await other.close()
  })

  test.each([EARLIEST, LATEST])('decides on the days of defaults, formulas and numbers: %s', async (zone) => {
    await settings.change(tenon.system, { timeZone: zone })
    // Tried again where midnight came between the two.
    await eventually(async () => {
      const day = localDay(zone)
      const { madeOn, month, worked, today, number, madeAt, createdAt } = await create({})
      const clock = new Date(localTime(Date.parse(createdAt), zone)).toISOString().slice(11, 16)
      return [madeOn, month, worked, today, String(number).slice(0, 6), String(madeAt).slice(0, 5)].join() ===
        [day, day.slice(0, 7), day, day, day.slice(0, 7).replace('-', ''), clock].join()
        ? 'as the tenant’s clocks'
        : [madeOn, month, worked, today, number, madeAt].join()
    }).toBe('as the tenant’s clocks')
    expect(localDay(EARLIEST)).not.toBe(localDay(LATEST))
  })

  test('decides on where a day begins that a filter names, a point in time with its own zone aside', async () => {
    const { id } = await create({ at: '2026-03-31T20:00:00Z' })
    const found = async (op: 'gte' | 'lt', value: string) => {
      const where = { and: [{ field: 'id', op: 'eq', value: id } as const, { field: 'at', op, value }] }
      return (await tenon.findRecords(tenon.system, { entity: 'visit', where })).records.length
    }
    await settings.change(tenon.system, { timeZone: 'Asia/Shanghai' })
    expect([await found('gte', '2026-04-01'), await found('lt', '2026-04-01')]).toEqual([1, 0])
    await settings.change(tenon.system, { timeZone: 'UTC' })
    expect([await found('gte', '2026-04-01'), await found('lt', '2026-04-01')]).toEqual([0, 1])
    expect(await found('lt', '2026-04-01T00:00:00+08:00')).toBe(0)
    await expect(found('lt', '2026-02-30')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('is the same for formulas in the database, for their evaluation and for filters', async () => {
    const fields = [...((await tenon.models.get(tenon.tenant)).entities.get('visit')?.derivedFields ?? [])]
    // Around changes of clocks, and anywhere.
    const instants = fc.oneof(
      fc.constantFrom(
        '2026-03-08T06:59:59.999Z',
        '2026-03-08T07:00:00Z',
        '2026-11-01T05:30:00Z',
        '2026-11-01T06:30:00Z',
      ),
      fc.constantFrom('2026-04-04T14:45:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-03-29T01:00:00Z'),
      fc
        .date({ min: new Date('1970-01-01'), max: new Date('2037-12-31'), noInvalidDate: true })
        .map((at) => at.toISOString()),
    )
    const agree = fc.asyncProperty(instants, fc.constantFrom(...ZONES), async (at, timeZone) => {
      await settings.change(tenon.system, { timeZone })
      const record = await create({ at })
      const context = { now: new Date(), timeZone, actor: null }
      for (const name of ['day', 'clock', 'begin', 'nextMonth']) {
        const expression = fields.find((one) => one.name === name)?.derivation.expression
        if (expression === undefined) throw new Error(name)
        expect([name, record[name]]).toEqual([
          name,
          evaluateExpression(expression, { record: record as never }, context),
        ])
      }
      const where = { field: 'at', op: 'gte', value: record['day'] as string } as const
      const only = { and: [where, { field: 'id', op: 'eq', value: record.id } as const] }
      const { records } = await tenon.findRecords(tenon.system, { entity: 'visit', where: only })
      expect(records).toHaveLength(Date.parse(String(record['at'])) >= Date.parse(String(record['begin'])) ? 1 : 0)
    })
    await fc.assert(agree, { numRuns: 60 })
  }, 60_000)
})
