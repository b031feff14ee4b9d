import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { preparePublish } from '../../../core/src/schema-change/prepare-publish.ts'
import { findWhatIf } from '../../../core/src/schema-change/what-if/find-what-if.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { documentOf, openPublishingTenant, type PublishingTenant } from './publishing-tenant.ts'

const FIELDS = { size: field('integer'), place: field('text') }

function flow(talk: Partial<StageSchema>, more: Partial<PipelineSchema> = {}): PipelineSchema {
  return {
    ...{ name: 'sales', entity: 'deal', label: { en: 'Sales' } },
    stages: [
      { name: 'fresh', label: { en: 'Fresh' }, category: 'open' },
      { name: 'talk', label: { en: 'Talk' }, category: 'open', ...talk },
      { name: 'done', label: { en: 'Done' }, category: 'won' },
    ],
    ...more,
  }
}

const model = (pipeline: PipelineSchema, more = {}) => ({
  entities: [entity('deal', { ...FIELDS, ...more })],
  pipelines: [pipeline],
})

describe.each(DATABASE_KINDS)('what new rules of a stage would mean on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    tenant = await openPublishingTenant(database)
    await tenant.publish(model(flow({})))
    const hours = (n: number) => sql`now() - ${n}::int * interval '1 hour'`
    const rows = [
      sql`('Small', 3, null, 'talk', ${hours(1)}, null)`,
      sql`('Large', 30, 'Bonn', 'talk', ${hours(50)}, null)`,
      sql`('None', null, null, 'talk', ${hours(2)}, null)`,
      sql`('Gone', null, null, 'talk', ${hours(2)}, now())`,
      sql`('Elsewhere', null, null, 'fresh', ${hours(90)}, null)`,
    ]
    await tenant.query(sql`insert into ${sql.id(tenant.schema, 'deal')}
      (id, name, size, place, pipeline, stage, stage_entered_at, deleted_at)
      select gen_random_uuid(), v.name, v.size::int, v.place, 'sales', v.stage, v.entered, v.deleted::timestamptz
      from (values ${sql.join(rows)}) as v(name, size, place, stage, entered, deleted)`)
  })
  afterAll(() => database.close())

  async function whatIf(pipeline: PipelineSchema, more = {}) {
    const db = database.tenant(tenant.schema)
    const document = documentOf(model(pipeline, more))
    const { before, changes } = await preparePublish({ database }, tenant.ctx, { db, document })
    if (before === null) throw new Error('There is no model')
    const rules = await findWhatIf(db, tenant.ctx, { before, changes })
    return rules.map(({ kind: of, stage, records, failing, reason, samples, text }) => ({
      ...{ of, stage, records, failing, text: text.en },
      ...(reason !== null && { reason: reason.en }),
      titles: samples.map(({ title }) => title).sort(),
    }))
  }

  const guard = (condition?: string) => ({
    entry: { guards: [{ name: 'big', label: { en: 'Big' }, ...(condition !== undefined && { condition }) }] },
  })

  test('needed fields: the live records in the stage that have no value, with some of them', async () => {
    expect(await whatIf(flow({ entry: { requiredFields: ['size'] }, exit: { requiredFields: ['place'] } }))).toEqual([
      {
        ...{ of: 'entryFields', stage: 'talk', records: 3, failing: 1, titles: ['None'] },
        text: '‘The integer’ is needed to enter it',
      },
      {
        ...{ of: 'exitFields', stage: 'talk', records: 3, failing: 2, titles: ['None', 'Small'] },
        text: '‘The text’ is needed to leave it',
      },
    ])
  })

  test('a field that is new is empty in all of them', async () => {
    expect(await whatIf(flow({ entry: { requiredFields: ['fresh'] } }), { fresh: field('text') })).toMatchObject([
      { of: 'entryFields', records: 3, failing: 3 },
    ])
  })

  test('conditions are asked of the database', async () => {
    expect(await whatIf(flow(guard('size > 10')))).toEqual([
      {
        ...{ of: 'entryCondition', stage: 'talk', records: 3, failing: 2, titles: ['None', 'Small'] },
        text: '‘Big’ has to hold to enter it',
      },
    ])
  })

  test('what cannot be asked of the database says why', async () => {
    const reasons = [
      ['old.size == 3', 'the database knows only the values that are stored, not those before a change'],
      ['actor.id == "x"', 'it depends on who makes the move'],
      ['fresh == "x"', 'it uses something that is there only after the publish'],
    ] as const
    for (const [condition, reason] of reasons) {
      expect(await whatIf(flow(guard(condition)), { fresh: field('text') })).toMatchObject([
        { of: 'entryCondition', records: 3, failing: null, reason, titles: [] },
      ])
    }
  })

  test('limits, times and moves count too, and what was there already does not', async () => {
    const changed = flow({ wipLimit: 2, slaHours: 24, rottingDays: 3, transitions: ['done'] })
    expect(await whatIf(changed)).toMatchObject([
      { of: 'wipLimit', failing: 1 },
      { of: 'slaHours', failing: 1, titles: ['Large'] },
      { of: 'rottingDays', failing: 0 },
      { of: 'transitions', failing: 3, text: 'It cannot be followed any more by ‘Fresh’' },
    ])
    expect(await whatIf(flow({ slaHours: 24 }, { calendar: 'office' }))).toMatchObject([{ failing: null }])
    expect(await whatIf(flow({}, { label: { en: 'Other' } }))).toEqual([])
    expect(await whatIf(flow({}, { goingBack: false }))).toMatchObject([{ of: 'transitions', failing: 3 }])
  })
})
