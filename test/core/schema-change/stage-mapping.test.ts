import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { StageMapping } from '@tenon/sdk/contract/stage-mapping'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { openPublishingTenant, type PublishingTenant } from './publishing-tenant.ts'

const DEAL = entity('deal', { size: field('integer') })

function flow(name: string, stages: string[], more: Partial<PipelineSchema> = {}): PipelineSchema {
  const all = stages.map((stage): StageSchema => ({ name: stage, label: { en: stage }, category: 'open' }))
  return { name, entity: 'deal', label: { en: name }, stages: all, ...more }
}

function model(...pipelines: PipelineSchema[]) {
  return { entities: [DEAL], pipelines }
}

function to(from: string, target: string | null): StageMapping {
  const [pipeline = '', stage = ''] = from.split('.')
  const [toPipeline = '', toStage = ''] = target?.split('.') ?? []
  return { entity: 'deal', pipeline, stage, to: target === null ? null : { pipeline: toPipeline, stage: toStage } }
}

const SALES = flow('sales', ['new', 'talk', 'done'])
const SHORT = flow('sales', ['new', 'done'])
const OTHER = flow('renewal', ['due', 'closed'])

describe.each(DATABASE_KINDS)('records of stages that a publish takes away on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function open(...pipelines: PipelineSchema[]) {
    const tenant = await openPublishingTenant(database)
    await tenant.publish(model(...pipelines))
    return { ...tenant, place: (stage: string, count?: number) => place(tenant, stage, count) }
  }

  /** Puts live records into a stage; gives their ids. */
  async function place(tenant: PublishingTenant, at: string, count = 1): Promise<string[]> {
    const [pipeline = '', stage = ''] = at.split('.')
    const rows = await tenant.query(sql<{ id: string }>`
      insert into ${sql.id(tenant.schema, 'deal')} (id, name, pipeline, stage, stage_entered_at)
      select gen_random_uuid(), 'Deal', ${pipeline}::text, ${stage}::text, now() - interval '1 hour'
      from generate_series(1, ${count}::int) returning id`)
    return rows.map(({ id }) => id)
  }

  async function remove(tenant: PublishingTenant, ids: readonly string[]): Promise<void> {
    await tenant.query(
      sql`update ${sql.id(tenant.schema, 'deal')} set deleted_at = now() where id = any(${ids}::uuid[])`,
    )
  }

  /** How many records are in each stage, deleted ones too. */
  async function counts(tenant: PublishingTenant): Promise<Record<string, number>> {
    const rows = await tenant.query(sql<{ at: string; count: number }>`
      select coalesce(pipeline || '.' || stage, 'outside') as at, count(*)::int as count
      from ${sql.id(tenant.schema, 'deal')} group by 1`)
    return Object.fromEntries(rows.map(({ at, count }) => [at, count]))
  }

  test('the plan counts them, live and deleted apart, and says where they can go', async () => {
    const tenant = await open(SALES, OTHER)
    const [first = ''] = await tenant.place('sales.talk', 3)
    await remove(tenant, [first])
    const { stages } = await tenant.plan(model(SHORT, OTHER))
    expect(stages.returning).toEqual([])
    expect(stages.stranded).toMatchObject([
      { entity: 'deal', pipeline: 'sales', stage: 'talk', live: 2, deleted: 1, reason: 'removed', mayLeave: false },
    ])
    expect(stages.stranded[0]?.targets.map(({ pipeline, stage }) => `${pipeline}.${stage}`)).toEqual([
      ...['sales.new', 'sales.done', 'renewal.due', 'renewal.closed'],
    ])
  })

  test('without an answer nothing is published, and the refusal lists them', async () => {
    const tenant = await open(SALES)
    await tenant.place('sales.talk', 2)
    await expect(tenant.publish(model(SHORT))).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ rule: 'stageMapping', message: expect.stringContaining('2 records are in ‘talk’ of ‘sales’') }],
    })
    const nowhere = { mapping: [to('sales.talk', 'sales.talk')] }
    await expect(tenant.publish(model(SHORT), { stages: nowhere })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/stages/mapping/0/to' }],
    })
    const outside = { mapping: [to('sales.talk', null)] }
    await expect(tenant.publish(model(SHORT), { stages: outside })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    expect(await tenant.currentVersion()).toBe(1)
    expect(await counts(tenant)).toEqual({ 'sales.talk': 2 })
  })

  test('they go where the admin says, with history, audit entry and event, deleted ones without an event', async () => {
    const tenant = await open(SALES)
    const [live = '', gone = ''] = await tenant.place('sales.talk', 2)
    await tenant.place('sales.new')
    await remove(tenant, [gone])
    await tenant.publish(model(SHORT), { stages: { mapping: [to('sales.talk', 'sales.done')] } })
    expect(await counts(tenant)).toEqual({ 'sales.new': 1, 'sales.done': 2 })
    const history = await tenant.query(sql<Record<string, unknown>>`
      select record_id, from_stage, to_stage, actor, cause, model_version, duration_seconds >= 3600 as lasted
      from ${sql.id(tenant.schema, '_stage_history')} order by record_id`)
    const entry = { from_stage: 'talk', to_stage: 'done', actor: 'system', cause: 'publish', model_version: 2 }
    expect(history).toEqual([live, gone].sort().map((id) => ({ record_id: id, ...entry, lasted: true })))
    const audit = await tenant.query(sql<Record<string, unknown>>`
      select record_id, reason, changes -> 'stage' as stage from ${sql.id(tenant.schema, '_audit')} where entity = 'deal'`)
    expect(audit).toHaveLength(2)
    expect(audit[0]).toMatchObject({ reason: 'Stage ‘talk’ was removed', stage: { old: 'talk', new: 'done' } })
    const events = await tenant.query(sql`select type, record_id from ${sql.id(tenant.schema, '_outbox')}`)
    expect(events).toEqual([{ type: 'record.updated', record_id: live }])
    expect(await tenant.valuesOf('deal', 'version')).toEqual([1, 2, 2])
  })

  test('a pipeline that goes sends them to another one, or out where none is left', async () => {
    const tenant = await open(SALES, OTHER)
    await tenant.place('sales.talk', 2)
    await tenant.place('renewal.due')
    await tenant.publish(model(OTHER), { stages: { mapping: [to('sales.talk', 'renewal.closed')] } })
    expect(await counts(tenant)).toEqual({ 'renewal.closed': 2, 'renewal.due': 1 })
    const { stages } = await tenant.plan(model())
    expect(stages.stranded).toMatchObject([{ mayLeave: true, targets: [] }, { mayLeave: true }])
    const out = [to('renewal.closed', null), to('renewal.due', null)]
    await tenant.publish(model(), { stages: { mapping: out } })
    expect(await counts(tenant)).toEqual({ outside: 3 })
    await tenant.publish(model(OTHER), { stages: { bringBack: true } })
    expect(await counts(tenant)).toEqual({ 'renewal.closed': 2, 'renewal.due': 1 })
  })

  test('a stage that comes back offers those that have not gone on since', async () => {
    const tenant = await open(SALES)
    const [moved = '', staying = '', deleted = ''] = await tenant.place('sales.talk', 3)
    await remove(tenant, [deleted])
    await tenant.publish(model(SHORT), { stages: { mapping: [to('sales.talk', 'sales.done')] } })
    await tenant.query(
      sql`update ${sql.id(tenant.schema, 'deal')} set stage = 'new', stage_entered_at = now() where id = ${moved}::uuid`,
    )
    expect((await tenant.plan(model(SALES))).stages.returning).toMatchObject([
      { pipeline: 'sales', stage: 'talk', live: 1, deleted: 1 },
    ])
    await tenant.publish(model(SALES), { stages: { bringBack: true } })
    expect(await counts(tenant)).toEqual({ 'sales.new': 1, 'sales.talk': 2 })
    const [row] = await tenant.query(sql<{ reason: string }>`
      select reason from ${sql.id(tenant.schema, '_audit')} where record_id = ${staying}::uuid order by id desc limit 1`)
    expect(row).toEqual({ reason: 'Stage ‘talk’ came back' })
    expect(await tenant.query(sql`select 1 from ${sql.id(tenant.schema, '_stage_move')}`)).toEqual([])
  })

  test('not asked for, they stay where they are', async () => {
    const tenant = await open(SALES)
    await tenant.place('sales.talk', 2)
    await tenant.publish(model(SHORT), { stages: { mapping: [to('sales.talk', 'sales.done')] } })
    await tenant.publish(model(SALES))
    expect(await counts(tenant)).toEqual({ 'sales.done': 2 })
  })

  test('what went into a new stage returns by itself when the new stage goes and the old one comes', async () => {
    const tenant = await open(SALES)
    await tenant.place('sales.talk', 2)
    const renewed = flow('sales', ['new', 'call', 'done'])
    await tenant.publish(model(renewed), { stages: { mapping: [to('sales.talk', 'sales.call')] } })
    expect(await counts(tenant)).toEqual({ 'sales.call': 2 })
    await tenant.publish(model(SALES), { stages: { bringBack: true } })
    expect(await counts(tenant)).toEqual({ 'sales.talk': 2 })
  })

  test('nobody enters a stage that is gone, not even who has not heard of it', async () => {
    const tenant = await open(SALES)
    await tenant.publish(model(SHORT))
    await expect(tenant.place('sales.talk')).rejects.toMatchObject({ code: 'TN001' })
    const [id = ''] = await tenant.place('sales.new')
    const enter = sql`update ${sql.id(tenant.schema, 'deal')} set stage = 'talk' where id = ${id}::uuid`
    await expect(tenant.query(enter)).rejects.toMatchObject({ code: 'TN001' })
    await tenant.publish(model(flow('sales', ['new', 'done', 'later'])))
    await tenant.place('sales.later')
    await tenant.publish(model(SALES), { stages: { mapping: [to('sales.later', 'sales.new')] } })
    await tenant.place('sales.talk')
    expect(await counts(tenant)).toEqual({ 'sales.new': 2, 'sales.talk': 1 })
  })

  test('an entity that comes back with other stages is asked about like a stage that goes', async () => {
    const tenant = await open(SALES)
    await tenant.place('sales.talk', 2)
    await tenant.publish({ entities: [entity('other', {})] })
    await expect(tenant.publish(model(SHORT))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await tenant.publish(model(SHORT), { stages: { mapping: [to('sales.talk', 'sales.new')] } })
    expect(await counts(tenant)).toEqual({ 'sales.new': 2 })
  })

  test('records that hang in a stage since before are moved by publishing the same once more', async () => {
    const tenant = await open(SHORT)
    await tenant.place('sales.forgotten', 2)
    await tenant.place('lost.lost')
    const { stages } = await tenant.plan(model(SHORT))
    expect(stages.stranded).toMatchObject([
      { pipeline: 'lost', stage: 'lost', live: 1, reason: 'missing' },
      { pipeline: 'sales', stage: 'forgotten', live: 2, reason: 'missing' },
    ])
    const mapping = [to('lost.lost', 'sales.done'), to('sales.forgotten', 'sales.new')]
    await tenant.publish(model(SHORT), { stages: { mapping } })
    expect(await counts(tenant)).toEqual({ 'sales.done': 1, 'sales.new': 2 })
  })

  test('where nobody can be asked they go to the first stage there is', async () => {
    const tenant = await open(SALES)
    await tenant.place('sales.talk', 2)
    await tenant.publish(model(SHORT), { stages: { otherwise: 'first' } })
    expect(await counts(tenant)).toEqual({ 'sales.new': 2 })
  })
})
