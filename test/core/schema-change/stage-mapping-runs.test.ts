import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { findInterrupted } from '../../../core/src/schema-change/find-interrupted.ts'
import { makePublishRuns, type PublishRuns } from '../../../core/src/schema-change/publish-runs.ts'
import { settleStageMoves } from '../../../core/src/schema-change/stages/settle-stage-moves.ts'
import { makeStartPublish } from '../../../core/src/schema-change/start-publish.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity } from '../model/sample-model.ts'
import { documentOf, openPublishingTenant } from './publishing-tenant.ts'
import { NO_INSTALLS } from './start-publishing.ts'

const ROWS = 2_600

function flow(...stages: string[]): PipelineSchema {
  const all = stages.map((name): StageSchema => ({ name, label: { en: name }, category: 'open' }))
  return { name: 'sales', entity: 'deal', label: { en: 'Sales' }, stages: all }
}

const model = (pipeline: PipelineSchema) => ({ entities: [entity('deal', {})], pipelines: [pipeline] })
const [FULL, SHORT] = [model(flow('new', 'talk', 'done')), model(flow('new', 'done'))]
const TO_DONE = {
  mapping: [{ entity: 'deal', pipeline: 'sales', stage: 'talk', to: { pipeline: 'sales', stage: 'done' } }],
}

describe.each(DATABASE_KINDS)('many records of a stage that goes on %s', (kind) => {
  let database: Database
  const opened: PublishRuns[] = []
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(async () => {
    for (const runs of opened) await runs.close()
    await database.close()
  })

  async function open() {
    const tenant = await openPublishingTenant(database, { smallTableRows: 100 })
    const { schema, ctx, query } = tenant
    await tenant.publish(FULL)
    const place = (stage: string, count: number) =>
      query(sql`insert into ${sql.id(schema, 'deal')} (id, name, pipeline, stage, stage_entered_at)
        select gen_random_uuid(), n, 'sales', ${stage}::text, now() from generate_series(1, ${count}::int) n`)
    await place('talk', ROWS)
    const models = { invalidate: () => undefined }
    const dependencies = { database, models, relocate: relocateRecords, smallTableRows: 100 }
    const fail = (error: unknown) => {
      throw error
    }
    const runs = makePublishRuns({
      ...dependencies,
      ...{ installs: NO_INSTALLS, requireAdmin: () => undefined, onError: fail },
    })
    opened.push(runs)
    const startPublish = makeStartPublish({ ...dependencies, runs })
    const begin = (parts: typeof FULL, stages = TO_DONE) =>
      startPublish(ctx, {
        ...{ document: documentOf(parts), edits: {}, baseVersion: 1, packages: [], draftRevision: null },
        stages,
      })
    const until = (accepts: (run: PublishRun) => boolean) =>
      expect
        .poll(async () => accepts((await runs.read(ctx)) as PublishRun), { timeout: 30_000, interval: 5 })
        .toBe(true)
    const counts = async () => {
      const rows = await query(
        sql<{ stage: string; n: number }>`select stage, count(*)::int as n from ${sql.id(schema, 'deal')} group by 1`,
      )
      return Object.fromEntries(rows.map(({ stage, n }) => [stage, n]))
    }
    return { ...tenant, place, runs, begin, until, counts }
  }

  test('are moved bit by bit while others create more of them, and none is left behind', async () => {
    const tenant = await open()
    expect(await tenant.begin(SHORT)).toMatchObject({ version: null, run: { status: 'running' } })
    await tenant.until(({ rows }) => rows.done > 0)
    await tenant.place('talk', 7)
    await tenant.until(({ status }) => status === 'done')
    expect(await tenant.counts()).toEqual({ done: ROWS + 7 })
    expect(await tenant.currentVersion()).toBe(2)
    const [history] = await tenant.query(sql`select count(*)::int as entries, min(cause) as cause
      from ${sql.id(tenant.schema, '_stage_history')}`)
    expect(history).toEqual({ entries: ROWS + 7, cause: 'publish' })
    await expect(tenant.place('talk', 1)).rejects.toMatchObject({ code: 'TN001' })
  })

  test('return when the publish is cancelled half-way', async () => {
    const tenant = await open()
    const outcome = await tenant.begin(SHORT)
    await tenant.until(({ rows }) => rows.done > 0)
    await tenant.runs.cancel(tenant.ctx, { id: outcome.version === null ? outcome.run.id : '' })
    await expect.poll(tenant.counts, { timeout: 20_000 }).toEqual({ talk: ROWS })
    expect(await tenant.currentVersion()).toBe(1)
  })

  test('return in small steps when the stage comes back, also after a process has died at it', async () => {
    const tenant = await open()
    await tenant.publish(SHORT, { stages: TO_DONE })
    expect(await tenant.counts()).toEqual({ done: ROWS })
    await tenant.publish(FULL, { stages: { bringBack: true } })
    expect(await tenant.counts()).toEqual({ talk: ROWS })
    await tenant.publish(SHORT, { stages: TO_DONE })
    await tenant.publish(FULL)
    expect(await findInterrupted(database, [tenant.schema])).toEqual([])
    await tenant.query(sql`update ${sql.id(tenant.schema, '_stage_move')} set returns = true`)
    expect(await findInterrupted(database, [tenant.schema])).toEqual([tenant.schema])
    await settleStageMoves({ database, relocate: relocateRecords }, tenant.ctx)
    expect(await tenant.counts()).toEqual({ talk: ROWS })
    expect(await findInterrupted(database, [tenant.schema])).toEqual([])
  })

  test('cannot go to a stage that is only there afterwards: it is to be published first', async () => {
    const tenant = await open()
    const renewed = model(flow('new', 'call', 'done'))
    const mapping = [{ ...TO_DONE.mapping[0], to: { pipeline: 'sales', stage: 'call' } }] as typeof TO_DONE.mapping
    await expect(tenant.begin(renewed, { mapping })).rejects.toMatchObject({ code: 'SCHEMA_CHANGE_REFUSED' })
    expect(await tenant.counts()).toEqual({ talk: ROWS })
  })
})
