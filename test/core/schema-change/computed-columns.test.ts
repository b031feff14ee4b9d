import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pipeline } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel } from './catalog-of.ts'
import { compiled, openPublishingTenant, type Parts, type PublishingTenant, withFields } from './publishing-tenant.ts'

const COMPUTED = field('text', { id: 'sum', computedBy: 'sum' })
const ORDER = entity('order', { price: field('integer'), count: field('integer', { default: 1 }), sum: COMPUTED })
const parts = (order: EntitySchema, more: Partial<Parts> = {}): Parts => ({
  entities: [order],
  hooksSource: 'v1',
  ...more,
})
const changed = (fields: Record<string, FieldSchema | null>, more: Partial<EntitySchema> = {}) =>
  parts(withFields(ORDER, fields, more))

describe.each(DATABASE_KINDS.flatMap((kind) => [10_000, 0].map((smallTableRows) => ({ kind, smallTableRows }))))(
  'what computed values were worked out by on $kind (small tables: $smallTableRows rows)',
  ({ kind, smallTableRows }) => {
    let database: Database
    let tenant: PublishingTenant
    beforeAll(async () => {
      database = await openTestDatabase(kind)
    })
    afterAll(() => database.close())
    beforeEach(async () => {
      tenant = await openPublishingTenant(database, { smallTableRows })
      await tenant.publish(parts(ORDER))
      await tenant.insert('order', { name: 'a', price: 2, count: 3, sum: '6', _code_sum: 'known' })
    })

    /** Value and code of the one record, by the column's name. */
    const stored = async (column = 'sum') => {
      const [code, value] = [sql.id(`_code_${column}`), sql.id(column)]
      const [row] = await tenant.query(
        sql<{
          value: string
          code: string
        }>`select ${value} as value, ${code} as code from ${sql.id(tenant.schema, 'order')}`,
      )
      return row
    }
    const publish = async (next: Parts) => {
      await tenant.publish(next)
      expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(next)))
      expect((await tenant.plan(next)).steps).toEqual([])
    }

    test.each<[string, Parts]>([
      ['a field is added', changed({ note: field('text') })],
      ['labels and limits change', changed({ price: field('integer', { label: { en: 'Cost' }, maximum: 9 }) })],
      ['the code changes, which the records need not be told', parts(ORDER, { hooksSource: 'v2' })],
    ])('is kept when %s', async (_what, next) => {
      await publish(next)
      expect(await stored()).toEqual({ value: '6', code: 'known' })
    })

    test.each<[string, Parts]>([
      ['a field goes', changed({ price: null })],
      ['a field gets another name', changed({ price: null, cost: field('integer', { id: 'demo/order/price' }) })],
      ['a field gets another type', changed({ price: field('text') })],
      ['empty values are filled', changed({}, { required: ['count'] })],
      [
        'a required field comes with a default',
        changed({ kind: field('text', { default: 'x' }) }, { required: ['kind'] }),
      ],
    ])('is forgotten, and the value kept, when %s', async (_what, next) => {
      await publish(next)
      expect(await stored()).toEqual({ value: '6', code: null })
    })

    test('is forgotten when a field comes back, and when its records get or lose stages', async () => {
      await publish(changed({ price: null }))
      await tenant.query(sql`update ${sql.id(tenant.schema, 'order')} set _code_sum = 'known'`)
      await publish(parts(ORDER))
      expect(await stored()).toEqual({ value: '6', code: null })
      await tenant.query(sql`update ${sql.id(tenant.schema, 'order')} set _code_sum = 'known'`)
      await tenant.publish(parts(ORDER, { pipelines: [pipeline('flow', 'order')] }))
      expect(await stored()).toEqual({ value: '6', code: null })
    })

    test('follows the field to another name', async () => {
      await publish(changed({ sum: null, total: COMPUTED }))
      expect(await stored('total')).toEqual({ value: '6', code: 'known' })
    })

    test('goes with the field, whose value is put aside, and is empty when that comes back', async () => {
      await publish(changed({ sum: null }))
      const parked = await tenant.query(sql<{ name: string }>`
      select column_name as name from ${sql.id(tenant.schema, '_parked_column')}`)
      expect(parked).toEqual([{ name: 'sum' }])
      await publish(parts(ORDER))
      expect(await stored()).toEqual({ value: '6', code: null })
    })

    test('is empty for a field that was an ordinary one, and goes when it becomes one', async () => {
      await publish(changed({ sum: field('text', { id: 'sum' }) }))
      expect(await tenant.valuesOf('order', 'sum')).toEqual(['6'])
      await publish(parts(ORDER))
      expect(await stored()).toEqual({ value: '6', code: null })
    })

    test('is empty when the whole table comes back', async () => {
      await tenant.publish({ entities: [entity('other', {})] })
      await publish(parts(ORDER, { entities: [entity('other', {}), ORDER] }))
      expect(await stored()).toEqual({ value: '6', code: null })
    })
  },
)
