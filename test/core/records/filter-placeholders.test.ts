import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { ExpandInput, RecordFilter } from '@tenon/sdk/contract/query'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { fillPlaceholders } from '../../../core/src/records/fill-placeholders.ts'
import { makeJudgeChanges, rightsKeyOf } from '../../../core/src/records/judge-changes.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { sampleRecordsModel } from './sample-records-model.ts'

const ME: RecordFilter = { field: 'ownerId', op: 'eq', value: { $actor: true } }
const BY_ME: RecordFilter = { field: 'createdBy', op: 'eq', value: { $actor: true } }
const MY_TEAM: RecordFilter = { field: 'ownerId', op: 'in', value: [{ $team: true }] }
const MY_TEAMS: RecordFilter = { field: 'ownerId', op: 'in', value: [{ $teams: true }] }

function model() {
  const document = sampleRecordsModel()
  const { deal } = document.entities
  const field = (fieldType: FieldSchema['fieldType'], label: string) => ({ fieldType, label: { en: label } })
  const added = {
    crew: field('team', 'Crew'),
    watchers: field('users', 'Watchers'),
    month: field('yearMonth', 'Month'),
    period: field('dateRange', 'Period'),
  }
  if (deal === undefined) throw new Error('There is no deal')
  const sources = Object.fromEntries(Object.keys(added).map((name) => [name, 'sample']))
  document.entities['deal'] = {
    ...deal,
    properties: { ...deal.properties, ...added },
    fieldSources: { ...deal.fieldSources, ...sources },
    rollups: [{ name: 'byOwner', groupBy: ['ownerId'], sums: ['amount'] }],
  }
  return document
}

describe.each(DATABASE_KINDS)('placeholders of filters, on %s', (kind) => {
  let tenon: TestRecords
  let [ada, sam, kim, lea]: RequestContext[] = []
  const [north, east] = [uuidv7(), uuidv7()]
  beforeAll(async () => {
    tenon = await openTestRecords(kind, model())
    const db = tenon.database.tenant(tenon.tenant.schema)
    const team = { name: 'North', parent_id: null as string | null }
    await db
      .insertInto('_team')
      .values([
        { id: north, ...team },
        { id: east, name: 'East of North', parent_id: north },
      ])
      .execute()
    const join = async (name: string, teamId: string | null) => {
      const { actor } = await tenon.addUser(name)
      await db.updateTable('_user').set({ team_id: teamId }).where('id', '=', actor.id).execute()
      return tenon.as({ ...actor, team: teamId } as RequestContext['actor'])
    }
    ;[ada, sam, kim, lea] = [
      await join('Ada', north),
      await join('Sam', north),
      await join('Kim', east),
      await join('Lea', null),
    ]
    for (const ctx of [of(ada), of(sam), of(kim), of(lea)]) {
      const name = 'name' in ctx.actor ? ctx.actor.name : ''
      await tenon.createRecord(ctx, { entity: 'deal', values: { name, amount: { amount: '10', currency: 'USD' } } })
    }
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  afterAll(() => tenon.close())

  const of = (ctx: RequestContext | undefined) => ctx as RequestContext
  /** Names of the deals that a filter finds for somebody, by records and by bytes. */
  async function found(ctx: RequestContext | undefined, where: RecordFilter): Promise<unknown[]> {
    const input = { entity: 'deal', where, fields: ['name'], sort: [{ field: 'name' }] }
    const names = (await tenon.findRecords(of(ctx), input)).records.map(({ name }) => name)
    const text = await tenon.findRecordsText(of(ctx), input)
    if (text !== null) expect(JSON.parse(String(text)).records.map(({ name }: { name: string }) => name)).toEqual(names)
    return names
  }
  const refusal = (where: RecordFilter, ctx = ada) =>
    tenon.findRecords(of(ctx), { entity: 'deal', where }).then(
      () => null,
      (error) => error,
    )

  test('the same filter means somebody else for each who asks, also where its statement is kept', async () => {
    for (let round = 0; round < 2; round++) {
      expect(await found(ada, ME)).toEqual(['Ada'])
      expect(await found(sam, ME)).toEqual(['Sam'])
      expect(await found(sam, { not: ME })).toEqual(['Ada', 'Kim', 'Lea'])
      expect(await found(sam, { field: 'createdBy', op: 'ne', value: { $actor: true } })).toEqual(['Ada', 'Kim', 'Lea'])
    }
    const either: RecordFilter = { field: 'ownerId', op: 'in', value: [{ $actor: true }, of(kim).actor.id] }
    expect(await found(ada, either)).toEqual(['Ada', 'Kim'])
  })

  test('a team is the people in it, with those below and whomever one manages, or only oneself', async () => {
    expect(await found(ada, MY_TEAM)).toEqual(['Ada', 'Sam'])
    expect(await found(ada, MY_TEAMS)).toEqual(['Ada', 'Kim', 'Sam'])
    expect(await found(kim, MY_TEAMS)).toEqual(['Kim'])
    expect(await found(lea, MY_TEAM)).toEqual(['Lea'])
    expect(await found(kim, { field: 'createdBy', op: 'in', value: [{ $team: true }] })).toEqual(['Kim'])
    const db = tenon.database.tenant(tenon.tenant.schema)
    const manage = (manager: string | null) =>
      db.updateTable('_user').set({ manager_id: manager }).where('id', '=', of(sam).actor.id).execute()
    await manage(of(lea).actor.id)
    expect(await found(lea, MY_TEAMS)).toEqual(['Lea', 'Sam'])
    await manage(null)
    expect(await found(lea, MY_TEAMS)).toEqual(['Lea'])
  })

  test('fields of teams and of several people hold them too', async () => {
    const [deal] = (await tenon.findRecords(of(ada), { entity: 'deal', where: ME })).records
    const watchers = [of(kim).actor.id]
    const { id = '', version = 0 } = deal ?? {}
    await tenon.updateRecord(of(ada), { entity: 'deal', id, version, values: { crew: east, watchers } })
    expect(await found(kim, { field: 'crew', op: 'eq', value: { $team: true } })).toEqual(['Ada'])
    expect(await found(ada, { field: 'crew', op: 'eq', value: { $team: true } })).toEqual([])
    expect(await found(ada, { field: 'crew', op: 'in', value: [{ $teams: true }] })).toEqual(['Ada'])
    expect(await found(lea, { field: 'crew', op: 'in', value: [{ $teams: true }] })).toEqual([])
    // Nobody's team is not the missing team of a record.
    expect(await found(lea, { field: 'crew', op: 'eq', value: { $team: true } })).toEqual([])
    expect(await found(kim, { field: 'watchers', op: 'has', value: { $actor: true } })).toEqual(['Ada'])
    expect(await found(sam, { field: 'watchers', op: 'hasAny', value: [{ $actor: true }] })).toEqual([])
  })

  test('groups, sums kept ready, counts, parts of records and paths know them', async () => {
    const where = ME
    const group = await tenon.groupRecords(of(sam), {
      entity: 'deal',
      groupBy: ['ownerId'],
      where,
      measures: { n: { measure: 'count' } },
    })
    expect(group.groups).toMatchObject([{ measures: { n: 1 } }])
    const summary = await tenon.summarizeRecords(of(sam), { entity: 'deal', groupBy: 'ownerId', sum: 'amount', where })
    expect(summary.groups).toMatchObject([{ value: of(sam).actor.id, count: 1, sum: '10' }])
    const theirs: RecordFilter = { field: 'ownerId', op: 'in', value: [{ $team: true }] }
    const both = await tenon.summarizeRecords(of(ada), { entity: 'deal', groupBy: 'ownerId', where: theirs })
    expect(both.groups.map(({ count }) => count)).toEqual([1, 1])
    const page = await tenon.findRecords(of(ada), { entity: 'deal', where, fields: [], count: true })
    expect(page.count).toBe(1)
    const [deal] = page.records
    await tenon.createRecord(of(kim), { entity: 'line', values: { text: 'by Kim', deal: deal?.id ?? '' } })
    const lines = (ctx: RequestContext | undefined) =>
      tenon.findRecords(of(ctx), {
        entity: 'line',
        where: { field: 'deal.ownerId', op: 'eq', value: { $actor: true } },
      })
    expect((await lines(ada)).records).toMatchObject([{ text: 'by Kim' }])
    expect((await lines(kim)).records).toEqual([])
    const expand: ExpandInput = { lines: { fields: ['text'], where: BY_ME } }
    const seen = async (ctx: RequestContext | undefined) =>
      (
        (await tenon.getRecord(of(ctx), { entity: 'deal', id: deal?.id ?? '', fields: [], expand }))
          .$expanded as JsonObject
      )['lines']
    expect(await seen(ada)).toEqual([])
    expect(await seen(kim)).toMatchObject([{ text: 'by Kim' }])
    const having: RecordFilter = { children: 'lines', any: BY_ME }
    expect([await found(kim, having), await found(ada, having)]).toEqual([['Ada'], []])
  })

  test('days move with the clock, also where the statement is kept', async () => {
    const at = (time: string) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      vi.setSystemTime(new Date(time))
    }
    const [deal] = (await tenon.findRecords(of(lea), { entity: 'deal', where: ME })).records
    const { id = '', version = 0 } = deal ?? {}
    const values = { closesOn: '2026-03-31', month: '2026-04', period: { start: '2026-03-30', end: '2026-03-31' } }
    await tenon.updateRecord(of(lea), { entity: 'deal', id, version, values })
    const asked = async (field: string, op: 'eq' | 'gte' | 'lt' | 'covers', value: JsonValue) =>
      (await found(lea, { field, op, value })).length
    for (const [time, today] of [
      ['2026-03-31T12:00:00Z', 1],
      ['2026-04-01T12:00:00Z', 0],
    ] as const) {
      at(time)
      const fresh = { ...of(lea) }
      const page = await tenon.findRecords(fresh, {
        entity: 'deal',
        where: { field: 'closesOn', op: 'eq', value: { $today: 0 } },
      })
      expect(page.records).toHaveLength(today)
    }
    at('2026-04-15T12:00:00Z')
    lea = { ...of(lea) }
    expect(await asked('closesOn', 'gte', { $month: -1 })).toBe(1)
    expect(await asked('closesOn', 'gte', { $month: 0 })).toBe(0)
    expect(await asked('closesOn', 'lt', { $quarter: 0 })).toBe(1)
    expect(await asked('closesOn', 'gte', { $year: 0 })).toBe(1)
    expect(await asked('month', 'eq', { $month: 0 })).toBe(1)
    expect(await asked('month', 'eq', { $today: -20 })).toBe(0)
    expect(await asked('period', 'covers', { $today: -15 })).toBe(1)
    expect(await asked('createdAt', 'gte', { $today: 1 })).toBe(4)
  })

  test('days are those of the tenant’s clocks, and spans begin where PostgreSQL has them begin', async () => {
    const day = (ctx: RequestContext, value: JsonValue, timeZone = 'UTC') =>
      fillPlaceholders(value, { standing: 'day', inList: false }, { ctx, timeZone, pointer: '' }).value
    vi.useFakeTimers({ toFake: ['Date'] })
    vi.setSystemTime(new Date('2026-03-31T23:30:00Z'))
    const zones = ['America/Los_Angeles', 'UTC', 'Asia/Shanghai']
    expect(zones.map((zone) => day({ ...of(ada) }, { $today: 0 }, zone))).toEqual([
      ...['2026-03-31', '2026-03-31', '2026-04-01'],
    ])
    const units = { $today: 'day', $week: 'week', $month: 'month', $quarter: 'quarter', $year: 'year' } as const
    const samples = fc.sample(
      fc.record({
        now: fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        name: fc.constantFrom(...(Object.keys(units) as Array<keyof typeof units>)),
        offset: fc.integer({ min: -40, max: 40 }),
      }),
      300,
    )
    const ours = samples.map(({ now, name, offset }) => {
      vi.setSystemTime(now)
      return day({ ...of(ada) }, { [name]: offset })
    })
    vi.useRealTimers()
    const asked = samples.map(({ now, name, offset }) => {
      const unit = units[name]
      // A quarter is no interval of PostgreSQL's.
      const step = unit === 'quarter' ? `${offset * 3} month` : `${offset} ${unit}`
      return sql`(${now.toISOString().slice(0, 10)}::date, ${unit}::text, ${step}::interval)`
    })
    const { rows } = await sql<{ day: string }>`
      select to_char(date_trunc(u, d) + s, 'YYYY-MM-DD') as day
      from (values ${sql.join(asked)}) t(d, u, s)`.execute(tenon.database.control)
    expect(ours).toEqual(rows.map((row) => row.day))
  })

  test('who follows a list of their own hears of their own, however many follow it with the same roles', async () => {
    const judge = makeJudgeChanges({
      findRecords: tenon.findRecords,
      rightsKey: async (ctx) => rightsKeyOf(ctx, true),
    })
    const [mine] = (await tenon.findRecords(of(ada), { entity: 'deal', where: ME })).records
    const followed = { entity: 'deal', key: 'deal', where: ME }
    const told = [ada, sam, kim].map((ctx) => judge(of(ctx), followed, mine?.id ?? ''))
    expect(await Promise.all(told)).toEqual(['shown', 'left', 'left'])
  })

  test.each<[RecordFilter, string, RegExp]>([
    [
      { field: 'ownerId', op: 'eq', value: { $actr: true } },
      '/where/value',
      /'\$actr' stands for nothing; did you mean '\$actor'/,
    ],
    [{ field: 'ownerId', op: 'eq', value: { $actor: 1 } }, '/where/value', /write \{ "\$actor": true \}/],
    [{ field: 'ownerId', op: 'in', value: [null, { $me: true }] }, '/where/value/1', /stands for nothing/],
    [{ field: 'ownerId', op: 'eq', value: { $team: true } }, '/where/value', /list of 'in'/],
    [{ field: 'crew', op: 'eq', value: { $teams: true } }, '/where/value', /list of 'in'/],
    [{ field: 'name', op: 'eq', value: { $actor: true } }, '/where/value', /only ownerId/],
    [{ field: 'watchers', op: 'hasAny', value: [{ $team: true }] }, '/where/value/0', /only fields of type team/],
    [{ field: 'name', op: 'contains', value: { $today: 0 } }, '/where/value', /stands for a day/],
    [{ field: 'closesOn', op: 'eq', value: { $today: 1.5 } }, '/where/value', /whole number from -36500/],
    [{ field: 'closesOn', op: 'eq', value: { $month: 0, $year: 0 } }, '/where/value', /nothing beside it/],
    [{ and: [{ field: 'account.name', op: 'eq', value: { $year: 1e9 } }] }, '/where/and/0/value', /whole number/],
  ])('%j is refused at its place, with advice', async (where, pointer, message) => {
    const error = await refusal(where)
    expect(error).toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer, rule: 'placeholder' }] })
    expect(error.message).toMatch(message)
  })

  test('who is no person is told so, and a plugin asks for whom it acts', async () => {
    const key = tenon.as({ kind: 'apiKey', id: uuidv7(), name: 'Key', roles: ['staff'] })
    for (const ctx of [key, tenon.system])
      expect(await refusal(ME, ctx)).toMatchObject({ code: 'BAD_REQUEST', message: /asked by no person/ })
    expect((await refusal(ME, { ...key, locale: 'zh-CN' }))?.message).toMatch(/代表提出请求的人员/)
    const plugin = tenon.as({
      ...{ kind: 'plugin', id: 'p', name: 'P', hook: 'x', capabilities: ['entity:deal:read'] },
      onBehalfOf: of(sam).actor,
    } as RequestContext['actor'])
    expect(await found(plugin, ME)).toEqual(['Sam'])
  })
})
