import type { FieldSchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { findDependents } from '../../../core/src/schema-change/dependents/find-dependents.ts'
import { diffModels } from '../../../core/src/schema-change/diff-models.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { compiled, openPublishingTenant, type Parts, type PublishingTenant, withFields } from './publishing-tenant.ts'

const ORDER = entity('order', { price: field('integer'), why: field('text', { label: { en: 'Why' } }) })
const small = (condition: string): ValidationRule => ({
  name: 'small',
  label: { en: 'Small', 'zh-CN': '小额' },
  condition,
  message: { en: 'Too dear.' },
})
const parts = (fields: Record<string, FieldSchema>, validations?: ValidationRule[]): Parts => ({
  entities: [withFields(ORDER, fields, validations === undefined ? {} : { validations })],
})
const why = (more: Partial<FieldSchema>) => ({ why: field('text', { label: { en: 'Why' }, ...more }) })

describe.each(DATABASE_KINDS)('publishing rules on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    tenant = await openPublishingTenant(database)
    await tenant.publish({ entities: [ORDER] })
    for (const price of [1, 60, 200, null]) await tenant.insert('order', { name: 'o', price })
    await tenant.insert('order', { name: 'gone', price: 999, deleted_at: new Date().toISOString() as never })
  })

  test('the plan says how many live records break a new rule; it publishes without a statement, and touches none', async () => {
    const next = parts({}, [small('price < 100')])
    const plan = await tenant.plan(next)
    expect(plan.steps).toMatchObject([
      {
        summary: {
          en: expect.stringContaining('Change rules of order: ‘Small’'),
          'zh-CN': expect.stringContaining('小额'),
        },
        sql: [],
        risk: 'caution',
        impact: { rows: 5, affected: 2, lost: 0 },
      },
    ])
    expect([plan.blockers, plan.needsConsent]).toEqual([[], false])
    await tenant.publish(next)
    expect(await tenant.valuesOf('order', 'price')).toEqual([1, 60, 200, 999, null])
    expect((await tenant.plan(next)).steps).toEqual([])
    expect((await tenant.plan({ entities: [ORDER] })).steps).toMatchObject([{ risk: 'safe', impact: null }])
  })

  test('a field that is needed by now is missing in so many records, hidden ones not counted', async () => {
    const needed = await tenant.plan(parts(why({ requiredWhen: 'price > 50' })))
    expect(needed.steps).toMatchObject([{ sql: [], impact: { affected: 2 } }])
    const hidden = await tenant.plan(parts(why({ requiredWhen: 'price > 50', visibleWhen: 'price < 100' })))
    expect(hidden.steps).toMatchObject([{ impact: { affected: 1 } }])
    const added = await tenant.plan(parts({ reason: field('text', { requiredWhen: 'price > 50' }) }))
    expect(added.steps.at(-1)).toMatchObject({ impact: { affected: 2 } })
  })

  test('what the tables as they are cannot tell is not counted: what was before, who acts, fields to come', async () => {
    for (const condition of ['changed(price)', '"admin" in actor.roles', 'cost < 5']) {
      const plan = await tenant.plan(parts({ cost: field('integer') }, [small(condition)]))
      expect(plan.steps.at(-1)).toMatchObject({ impact: null, risk: 'caution' })
    }
  })

  test('a rule over child records is counted over them', async () => {
    const line = entity('line', { order: field('reference', { reference: { entity: 'order', onDelete: 'setNull' } }) })
    const [order] = parts({}, [small('lines.count() > 0')]).entities
    await tenant.publish({ entities: [ORDER, line] })
    const id = await tenant.insert('order', { name: 'with line' })
    await tenant.insert('line', { name: 'l', order: id })
    const plan = await tenant.plan({ entities: order === undefined ? [line] : [order, line] })
    expect(plan.steps).toMatchObject([{ impact: { affected: 4 } }])
  })

  test('a field that rules name is used by them', () => {
    const before = compiled(parts(why({ visibleWhen: 'price > 1' }), [small('price < 100')]))
    const { price: _gone, ...left } = ORDER.properties
    const after = compiled({ entities: [{ ...ORDER, properties: left }] })
    const none = { roles: new Map(), packages: [], sites: new Map(), names: new Map(), apiUse: [], savedViews: [] }
    const found = findDependents(diffModels(before, after), { model: before, ...none })
    expect(found.map(({ text }) => text.en)).toEqual(
      expect.arrayContaining(['Rule ‘Small’ of order depends on it', 'The condition of ‘Why’ of order depends on it']),
    )
  })
})
