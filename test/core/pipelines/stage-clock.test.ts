import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { startStageClock } from '../../../core/src/pipelines/start-stage-clock.ts'
import { watchStays } from '../../../core/src/pipelines/watch-stays.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const label = { en: 'x' }
const model = mergeModel(
  [
    pluginPackage('crm', {
      entities: [entity('deal', { note: field('text') })],
      pipelines: [
        {
          ...{ name: 'sales', entity: 'deal', label },
          stages: [
            { name: 'fresh', label, category: 'open', rottingDays: 3 },
            { name: 'won', label, category: 'won' },
          ],
        },
      ],
    }),
  ],
  {},
)

let tenon: TestRecords
beforeAll(async () => {
  tenon = await openTestRecords('postgres', model)
}, 60_000)
afterAll(() => tenon?.close())

test('a tenant that nobody writes to is not looked at, until the next of its records becomes late', async () => {
  const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'd', pipeline: 'sales' } })
  let looks = 0
  const clock = await startStageClock({
    ...tenon,
    models: {
      ...tenon.models,
      get: (tenant) => {
        looks += 1
        return tenon.models.get(tenant)
      },
    },
    tenants: async () => [tenon.tenant],
    onError: (error) => {
      throw error
    },
    sweepMilliseconds: 100,
  })
  try {
    const looksMeanwhile = async () => {
      const before = looks
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      return looks - before
    }
    await expect.poll(looksMeanwhile, { timeout: 60_000 }).toBe(0)
    // By plain SQL, so that nobody is told.
    await sql`update ${sql.id(tenon.tenant.schema, 'deal')} set stage_stale_at = now() + interval '3 seconds',
      stage_notice_at = now() + interval '3 seconds' where id = ${id}::uuid`.execute(tenon.database.control)
    const told = async () => {
      const { rows } = await sql<{ type: string }>`select type from ${sql.id(tenon.tenant.schema, '_outbox')}
        where record_id = ${id}::uuid and type <> 'record.created'`.execute(tenon.database.control)
      return rows.map(({ type }) => type)
    }
    await expect.poll(told, { timeout: 60_000 }).toEqual(['record.stageStale'])
  } finally {
    await clock.close()
  }
}, 150_000)

test.each(DATABASE_KINDS)(
  'a look at a tenant without pipelines ends, and none more is needed where writes are counted, on %s',
  async (kind) => {
    const none = await openTestRecords(kind)
    try {
      const watch = watchStays(none.database)
      const { schema } = none.tenant
      expect(await watch.unsettled([schema])).toEqual([schema])
      const noteLook = await watch.begin(schema, [])
      await noteLook()
      // The embedded database counts no writes: there each sweep looks.
      const settled = kind === 'postgres' ? [] : [schema]
      await expect.poll(() => watch.unsettled([schema]), { timeout: 20_000 }).toEqual(settled)
    } finally {
      await none.close()
    }
  },
  60_000,
)
