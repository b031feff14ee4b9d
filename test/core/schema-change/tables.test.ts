import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { diffModels } from '../../../core/src/schema-change/diff-models.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pipeline } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel, constraintsOf, indexesOf } from './catalog-of.ts'
import { compiled, openPublishingTenant, type Parts } from './publishing-tenant.ts'

const ALL_TYPES = entity('thing', {
  words: field('longText'),
  email: field('email', { unique: true }),
  phone: field('phone'),
  site: field('url'),
  count: field('integer', { indexed: true }),
  size: field('decimal', { scale: 3 }),
  share: field('percent'),
  price: field('money', { currency: 'EUR', indexed: true }),
  stars: field('rating'),
  ready: field('boolean'),
  day: field('date'),
  moment: field('dateTime'),
  hour: field('time'),
  colour: field('choice'),
  colours: field('multiChoice', { indexed: true }),
  parentThing: field('reference', { reference: { entity: 'thing', onDelete: 'setNull' } }),
  keeper: field('user'),
  place: field('address'),
  extra: field('json'),
  number: field('sequence', { sequence: { prefix: 'T-' } }),
})

const CIRCLE: Parts = {
  entities: [
    ALL_TYPES,
    entity(
      'testDrive',
      { thing: field('reference', { reference: { entity: 'thing', onDelete: 'cascade' } }) },
      { required: ['thing'] },
    ),
    entity('left', { other: field('reference', { reference: { entity: 'right' } }) }),
    entity('right', { other: field('reference', { reference: { entity: 'left' } }) }),
  ],
  pipelines: [pipeline('journey', 'testDrive')],
}

describe.each(DATABASE_KINDS)('tables on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test('a first model gives tables whose columns have the planned types, entities in circles too', async () => {
    const tenant = await openPublishingTenant(database)
    await expect(tenant.publish(CIRCLE)).resolves.toEqual({ version: 1 })
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(CIRCLE)))
  })

  test('references, owners and users are real foreign keys, and checks are there', async () => {
    const tenant = await openPublishingTenant(database)
    await tenant.publish(CIRCLE)
    expect(await constraintsOf(tenant, 'test_drive')).toEqual([
      'FOREIGN KEY (owner_id) REFERENCES _user(id) ON DELETE SET NULL',
      'FOREIGN KEY (thing) REFERENCES thing(id) ON DELETE CASCADE',
    ])
    const thing = await constraintsOf(tenant, 'thing')
    expect(thing).toContain('FOREIGN KEY (parent_thing) REFERENCES thing(id) ON DELETE SET NULL')
    expect(thing).toContain('FOREIGN KEY (keeper) REFERENCES _user(id) ON DELETE SET NULL')
    expect(thing.some((definition) => definition.startsWith('CHECK'))).toBe(true)
  })

  test('indexes serve unique values, references, indexed fields, owners, stages, tags and the default list', async () => {
    const tenant = await openPublishingTenant(database)
    await tenant.publish(CIRCLE)
    expect(await indexesOf(tenant, 'test_drive')).toEqual([
      'CREATE INDEX USING btree (created_at, id) WHERE (deleted_at IS NULL)',
      'CREATE INDEX USING btree (owner_id, created_at, id)',
      'CREATE INDEX USING btree (pipeline, stage)',
      'CREATE INDEX USING btree (stage_due_at, id) WHERE (deleted_at IS NULL)',
      'CREATE INDEX USING btree (stage_notice_at) WHERE (deleted_at IS NULL)',
      'CREATE INDEX USING btree (stage_stale_at, id) WHERE (deleted_at IS NULL)',
      'CREATE INDEX USING btree (thing, created_at, id)',
      'CREATE INDEX USING gin (_tags) WHERE (_tags IS NOT NULL)',
    ])
    const thing = await indexesOf(tenant, 'thing')
    expect(thing).toContain('CREATE UNIQUE INDEX USING btree (email) WHERE (deleted_at IS NULL)')
    expect(thing).toContain('CREATE INDEX USING btree (price, created_at, id)')
    expect(thing).toContain('CREATE INDEX USING gin (colours)')
  })

  test('a model that is published again changes nothing', async () => {
    const tenant = await openPublishingTenant(database)
    await tenant.publish(CIRCLE)
    expect(diffModels(compiled(CIRCLE, 1), compiled(CIRCLE, 2))).toEqual([])
    expect(await tenant.plan(CIRCLE)).toMatchObject({ baseVersion: 1, steps: [], needsConsent: false, blockers: [] })
    await expect(tenant.publish(CIRCLE)).resolves.toEqual({ version: 2 })
  })

  test('labels and options change the model but not the tables', async () => {
    const tenant = await openPublishingTenant(database)
    await tenant.publish({ entities: [entity('car', { vin: field('text') })] })
    const relabelled = { entities: [entity('car', { vin: field('text', { label: { en: 'Chassis number' } }) })] }
    const plan = await tenant.plan(relabelled)
    expect(plan.steps).toMatchObject([{ sql: [], lock: 'none', risk: 'safe' }])
    expect(plan.steps[0]?.summary).toEqual({
      en: 'Change field ‘Chassis number’ of car: labels and options',
      'zh-CN': '修改“实体car”的字段“Chassis number”：名称与选项',
    })
  })

  test('the plan shows the statements in words, with the lock they take', async () => {
    const tenant = await openPublishingTenant(database)
    const plan = await tenant.plan({ entities: [entity('car', { vin: field('text', { unique: true }) })] })
    expect(plan.steps).toHaveLength(1)
    expect(plan.steps[0]?.summary['zh-CN']).toBe('新建“实体car”，含 2 个字段')
    const text = plan.steps[0]?.sql.join(';\n')
    expect(text).toContain(`create table "${tenant.schema}"."car" ("id" uuid not null`)
    expect(text).toMatch(/create unique index if not exists "ux_car_vin_[0-9a-f]{8}"/)
  })
})
