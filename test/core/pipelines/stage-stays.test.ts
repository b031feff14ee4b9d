import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { WorkingCalendar } from '@tenon/sdk/contract/working-calendar'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calendarDays } from '../../../core/src/calendars/calendar-day.ts'
import { makeCalendars } from '../../../core/src/calendars/make-calendars.ts'
import { makeWorkingTime } from '../../../core/src/calendars/working-time.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeReadStageHistory } from '../../../core/src/pipelines/read-stage-history.ts'
import { makeRecalculateStays } from '../../../core/src/pipelines/recalculate-stays.ts'
import { startStageClock } from '../../../core/src/pipelines/start-stage-clock.ts'
import { tellLateStays } from '../../../core/src/pipelines/tell-late-stays.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { eventually } from '../../web-components/support/eventually.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'
import { openPublishingTenant } from '../schema-change/publishing-tenant.ts'
import { publishAndHear } from './publish-and-hear.ts'

const HOUR = 3_600_000
const label = { en: 'x' }

function sales(more: Partial<PipelineSchema> = {}, slaHours = 8): PipelineSchema {
  return {
    ...{ name: 'sales', entity: 'deal', label, calendar: 'shanghai' },
    stages: [
      { name: 'fresh', label, category: 'open', slaHours, rottingDays: 3 },
      { name: 'talks', label, category: 'open', rottingDays: 5 },
      { name: 'won', label, category: 'won' },
    ],
    ...more,
  }
}
const renewal: PipelineSchema = {
  ...{ name: 'renewal', entity: 'deal', label },
  stages: [
    { name: 'fresh', label, category: 'open', slaHours: 0.5 },
    { name: 'kept', label, category: 'won' },
  ],
}
const documentWith = (pipeline: PipelineSchema) =>
  mergeModel(
    [pluginPackage('crm', { entities: [entity('deal', { note: field('text') })], pipelines: [pipeline, renewal] })],
    {},
  )

const everyDay = [{ from: '08:00', to: '20:00' }]
const shanghai: WorkingCalendar = {
  name: 'shanghai',
  label: { en: 'Shanghai', 'zh-CN': '上海' },
  timeZone: 'Asia/Shanghai',
  week: {
    ...{ monday: everyDay, tuesday: everyDay, wednesday: everyDay, thursday: everyDay },
    ...{ friday: everyDay, saturday: everyDay, sunday: everyDay },
  },
  holidays: [],
  workdays: [],
}

describe.each(DATABASE_KINDS)('stays in stages on %s', (kind) => {
  let tenon: TestRecords
  let calendars: ReturnType<typeof makeCalendars>
  beforeAll(async () => {
    tenon = await openTestRecords(kind, documentWith(sales()))
    const { requireAdmin } = tenon.access
    calendars = makeCalendars({ ...tenon, requireAdmin })
  }, 60_000)
  afterAll(() => tenon?.close())

  const create = (values: Record<string, string>) =>
    tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'd', ...values } })
  const read = (id: string) => tenon.getRecord(tenon.system, { entity: 'deal', id })
  const deal = async () => {
    const found = (await tenon.models.get(tenon.tenant)).entities.get('deal')
    if (found === undefined) throw new Error('no deal')
    return found
  }
  const time = makeWorkingTime(calendarDays(shanghai, 'UTC'))
  async function recalculateAll(): Promise<number> {
    const recalculate = makeRecalculateStays(tenon)
    for (let sum = 0; ; ) {
      const { more, changed } = await recalculate(tenon.tenant, 'deal')
      sum += changed
      if (!more) return sum
    }
  }
  /** The same as it is read: by whom, how long, and by whom not. */
  async function checkRead(id: string, { elapsed, worked }: { elapsed: number; worked: number }): Promise<void> {
    const readStageHistory = makeReadStageHistory(tenon)
    const { stays, totals } = await readStageHistory(tenon.system, { entity: 'deal', id })
    expect(stays).toMatchObject([
      { pipeline: 'renewal', stage: 'fresh', leftAt: null, actorName: 'system', category: 'open', approvedBy: [] },
      { pipeline: 'sales', stage: 'fresh', elapsedSeconds: elapsed, workingSeconds: worked, dueAt: null },
    ])
    expect(stays[1]?.leftAt).toBe(stays[0]?.enteredAt)
    expect(stays[0]?.dueAt).toBe((await read(id)).stageDueAt)
    expect(totals.map(({ pipeline, stays: count }) => [pipeline, count])).toEqual([
      ['sales', 1],
      ['renewal', 1],
    ])
    const stranger = await tenon.addUser('Stranger', ['nobody'])
    await expect(readStageHistory(stranger, { entity: 'deal', id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(readStageHistory(tenon.system, { entity: 'deal', id: uuidv7() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  }
  const execute = async (text: string) =>
    (await tenon.database.execute(text.replaceAll('$$', tenon.tenant.schema))).rows

  test('a calendar is made, changed and removed by admins alone, with a problem per wrong part, and the trail tells', async () => {
    const staff = await tenon.addUser('Staff')
    const before = await calendars.list(staff)
    expect(before).toMatchObject({
      timeZone: 'UTC',
      calendars: [{ name: 'default', revision: 0, usedBy: [{ name: 'sales' }] }],
      missing: [{ calendar: 'shanghai', pipeline: { name: 'sales' } }],
    })
    await expect(calendars.save(staff, { ...shanghai, revision: 0 })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const wrong = {
      ...shanghai,
      name: 'Not a name',
      timeZone: 'Mars/Base',
      week: { ...shanghai.week, monday: [{ from: '9', to: '18:00' }], tuesday: [...everyDay, ...everyDay] },
      holidays: [{ date: '2026-02-30' }, { date: '2026-10-01' }, { date: '2026-10-01' }],
      workdays: [{ date: '2026-10-10', hours: [] }],
      revision: 0,
    }
    const refusal = await calendars.save(tenon.system, wrong).catch((error) => error)
    expect(refusal).toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(
      refusal.problems.map(({ pointer, rule }: { pointer: string; rule: string }) => `${pointer} ${rule}`),
    ).toEqual([
      '/name pattern',
      '/timeZone timeZone',
      '/week/monday/0/from time',
      '/week/tuesday overlap',
      '/holidays/0/date date',
      '/holidays/2/date twice',
      '/workdays/0/hours empty',
    ])
    expect(await tenon.count('_working_calendar')).toBe(0)
    const saved = await calendars.save(tenon.system, { ...shanghai, revision: 0 })
    expect(saved).toMatchObject({ missing: [], calendars: [{ name: 'default' }, { name: 'shanghai', revision: 1 }] })
    await expect(calendars.save(tenon.system, { ...shanghai, revision: 0 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    await expect(calendars.remove(tenon.system, { name: 'shanghai' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(calendars.remove(tenon.system, { name: 'default' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await calendars.save(tenon.system, { ...shanghai, name: 'spare', revision: 0 })
    expect((await calendars.remove(tenon.system, { name: 'spare' })).calendars).toHaveLength(2)
    const actions = await execute(`select action from "$$"._audit where action like 'calendar.%' order by id`)
    expect(actions.map((row) => (row as { action: string }).action)).toEqual([
      'calendar.create',
      'calendar.create',
      'calendar.remove',
    ])
  })

  test('begin with when they are due and stale, in the write that begins them', async () => {
    const record = await create({ pipeline: 'sales' })
    const entered = Date.parse(String(record.stageEnteredAt))
    expect(Date.parse(String(record.stageDueAt))).toBe(time.add(entered, 8 * HOUR))
    expect(Date.parse(String(record.stageStaleAt))).toBe(time.addDays(entered, 3))
    const moved = await tenon.moveStage(tenon.system, { entity: 'deal', id: record.id, version: 1, stage: 'talks' })
    expect(moved.stageDueAt).toBeNull()
    expect(Date.parse(String(moved.stageStaleAt))).toBe(time.addDays(Date.parse(String(moved.stageEnteredAt)), 5))
    const won = await tenon.moveStage(tenon.system, { entity: 'deal', id: record.id, version: 2, stage: 'won' })
    expect(won).toMatchObject({ stageDueAt: null, stageStaleAt: null })
    const plain = await create({ pipeline: 'renewal' })
    expect(Date.parse(String(plain.stageDueAt)) - Date.parse(String(plain.stageEnteredAt))).toBe(HOUR / 2)
    // An update that moves nothing leaves them.
    const kept = await tenon.updateRecord(tenon.system, {
      ...{ entity: 'deal', id: plain.id, version: 1 },
      values: { note: 'still' },
    })
    expect(kept).toMatchObject({ stageDueAt: plain.stageDueAt, stageEnteredAt: plain.stageEnteredAt })
  })

  test('can be filtered and sorted by, and named by expressions', async () => {
    const { records } = await tenon.findRecords(tenon.system, {
      entity: 'deal',
      where: { and: [{ field: 'stageDueAt', op: 'gt', value: '2020-01-01T00:00:00Z' }] },
      sort: [{ field: 'stageDueAt', direction: 'desc' }],
      fields: ['stageDueAt', 'stageStaleAt'],
    })
    const due = records.map(({ stageDueAt }) => String(stageDueAt))
    expect(due.length).toBeGreaterThan(0)
    expect(due).toEqual([...due].sort().reverse())
    const late = entity('deal', { late: field('formula', { formula: 'stageDueAt < now || stageStaleAt < now' }) })
    expect(() => mergeModel([pluginPackage('crm', { entities: [late], pipelines: [sales()] })], {})).not.toThrow()
  })

  test('are in history with the pipeline that was left, by the clock and at work', async () => {
    const record = await create({ pipeline: 'sales' })
    const back = new Date(Date.now() - 49 * HOUR)
    await execute(`update "$$".deal set stage_entered_at = '${back.toISOString()}' where id = '${record.id}'`)
    const values = { pipeline: 'renewal', stage: 'fresh' }
    await tenon.updateRecord(tenon.system, { entity: 'deal', id: record.id, version: 1, values })
    const [, entry] = await tenon.database
      .tenant(tenon.tenant.schema)
      .selectFrom('_stage_history')
      .selectAll()
      .where('record_id', '=', record.id)
      .orderBy('id')
      .execute()
    expect(entry).toMatchObject({
      ...{ from_pipeline: 'sales', from_stage: 'fresh', pipeline: 'renewal', to_stage: 'fresh' },
    })
    const moved = await read(record.id)
    expect(entry?.at.toISOString()).toBe(moved.stageEnteredAt)
    const worked = time.between(back.getTime(), Date.parse(String(moved.stageEnteredAt)))
    expect(Number(entry?.working_seconds)).toBe(Math.round(worked / 1000))
    const elapsed = Math.round((Date.parse(String(moved.stageEnteredAt)) - back.getTime()) / 1000)
    expect(Number(entry?.duration_seconds)).toBe(elapsed)
    await checkRead(record.id, { elapsed, worked: Math.round(worked / 1000) })
  })

  test('are worked out again after a calendar and a pipeline changed, without versions, audit and events', async () => {
    await recalculateAll()
    const record = await create({ pipeline: 'sales' })
    const counts = () => tenon.counts('_audit', '_outbox', '_stage_history')
    const { calendars: all } = await calendars.list(tenon.system)
    const revision = all.find(({ name }) => name === 'shanghai')?.revision ?? 0
    const noon = [{ from: '12:00', to: '13:00' }]
    const week = Object.fromEntries(Object.keys(shanghai.week).map((day) => [day, noon])) as WorkingCalendar['week']
    await calendars.save(tenon.system, { ...shanghai, week, revision })
    const before = await counts()
    expect(await recalculateAll()).toBeGreaterThan(0)
    expect(await recalculateAll()).toBe(0)
    const narrow = makeWorkingTime(calendarDays({ ...shanghai, week }, 'UTC'))
    const entered = Date.parse(String(record.stageEnteredAt))
    const later = await read(record.id)
    expect(later.version).toBe(1)
    expect(Date.parse(String(later.stageDueAt))).toBe(narrow.add(entered, 8 * HOUR))
    await makePublishModel({ ...tenon, relocate: relocateRecords })(tenon.system, {
      document: documentWith(sales({}, 2)),
      edits: {},
      baseVersion: 1,
    })
    tenon.models.invalidate(tenon.tenant)
    await recalculateAll()
    expect(Date.parse(String((await read(record.id)).stageDueAt))).toBe(narrow.add(entered, 2 * HOUR))
    expect(await counts()).toEqual(before)
  })

  test('that are late are told of once each, whoever looks and however often, and again in the next stay', async () => {
    const { id } = await create({ pipeline: 'renewal' })
    const quiet = await create({ pipeline: 'renewal' })
    const late = () =>
      execute(`update "$$".deal set stage_due_at = now() - interval '1 second', stage_notice_at = now() - interval '1 second'
        where id = '${id}'`)
    const events = async () =>
      (await execute(`select type, after ->> 'stage' as stage, version from "$$"._outbox
        where record_id = '${id}' and type like 'record.stage%' order by id`)) as object[]
    await late()
    const entityOf = await deal()
    await Promise.all([1, 2, 3].map(() => tellLateStays(tenon.database, tenon.tenant.schema, entityOf)))
    await late()
    await tellLateStays(tenon.database, tenon.tenant.schema, entityOf)
    expect(await events()).toEqual([{ type: 'record.stageOverdue', stage: 'fresh', version: 1 }])
    await tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'kept' })
    await tenon.moveStage(tenon.system, { entity: 'deal', id, version: 2, stage: 'fresh' })
    await late()
    await tellLateStays(tenon.database, tenon.tenant.schema, entityOf)
    expect((await events()).filter((event) => 'type' in event && event.type === 'record.stageOverdue')).toHaveLength(2)
    const { rows } = await sql`select 1 from ${sql.id(tenon.tenant.schema, '_stage_notice')}
      where record_id = ${quiet.id}::uuid`.execute(tenon.database.control)
    expect(rows).toEqual([])
  })

  test('are watched by a clock, which hears of changed calendars', async () => {
    const record = await create({ pipeline: 'sales' })
    const errors: unknown[] = []
    const clock = await startStageClock({
      ...tenon,
      tenants: async () => [tenon.tenant],
      onError: (error) => void errors.push(error),
      sweepMilliseconds: 200,
    })
    const { calendars: all } = await calendars.list(tenon.system)
    const revision = all.find(({ name }) => name === 'shanghai')?.revision ?? 0
    await calendars.save(tenon.system, { ...shanghai, timeZone: 'UTC', revision })
    const utc = makeWorkingTime(calendarDays({ ...shanghai, timeZone: 'UTC' }, 'UTC'))
    const wanted = utc.add(Date.parse(String(record.stageEnteredAt)), 2 * HOUR)
    await eventually(async () => Date.parse(String((await read(record.id)).stageDueAt))).toBe(wanted)
    await execute(`update "$$".deal set stage_stale_at = now() - interval '1 hour', stage_notice_at = now() - interval '1 hour'
      where id = '${record.id}'`)
    await eventually(() =>
      execute(`select type from "$$"._outbox where record_id = '${record.id}' and type = 'record.stageStale'`),
    ).toEqual([{ type: 'record.stageStale' }])
    await clock.close()
    expect(errors).toEqual([])
  })

  test('need no models of tenants that have no pipelines', async () => {
    const plain = await openPublishingTenant(tenon.database)
    await publishAndHear(tenon.database, plain, { entities: [entity('note', { text: field('text') })] })
    const asked = new Set<string>()
    const get: typeof tenon.models.get = (tenant) => {
      asked.add(tenant.schema)
      return tenon.models.get(tenant)
    }
    const clock = await startStageClock({
      ...tenon,
      models: { ...tenon.models, get },
      tenants: async () => [plain.tenant, tenon.tenant],
      onError: (error) => {
        throw error
      },
    })
    await clock.close()
    expect([...asked]).toEqual([tenon.tenant.schema])
  })
})
