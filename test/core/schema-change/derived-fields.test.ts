import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { columnsInCatalog, columnsInModel } from './catalog-of.ts'
import { compiled, openPublishingTenant, type Parts, type PublishingTenant, withFields } from './publishing-tenant.ts'

const ORDER = entity('order', { price: field('integer'), count: field('integer'), total: field('integer') })
const derived = (formula: string): FieldSchema => ({ fieldType: 'formula', label: { en: 'Total' }, formula })
const changed = (fields: Record<string, FieldSchema | null>): Parts => ({ entities: [withFields(ORDER, fields)] })

describe.each(DATABASE_KINDS)('publishing derived fields on %s', (kind) => {
  let database: Database
  let tenant: PublishingTenant
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    tenant = await openPublishingTenant(database)
    await tenant.publish({ entities: [ORDER] })
    await tenant.insert('order', { name: 'a', price: 2, count: 3, total: 6 })
  })

  /** Says whether PostgreSQL has written the table anew. */
  async function fileOf(table: string): Promise<string> {
    const name = `"${tenant.schema}"."${table}"`
    const [row] = await tenant.query(
      sql<{ file: string }>`select pg_relation_filenode(${name}::regclass)::text as file`,
    )
    return row?.file ?? ''
  }

  async function publish(next: Parts) {
    const plan = await tenant.plan(next)
    await tenant.publish(next)
    expect(await columnsInCatalog(tenant)).toEqual(columnsInModel(compiled(next)))
    expect((await tenant.plan(next)).steps).toEqual([])
    return plan
  }

  test('adding, changing, retyping and removing one is a step without SQL or lock, and rewrites nothing', async () => {
    const before = await fileOf('order')
    for (const formula of ['price * count', 'price + count', 'price > count', null]) {
      const plan = await publish(changed({ net: formula === null ? null : derived(formula) }))
      expect(plan.steps).toHaveLength(1)
      expect(plan.steps[0]).toMatchObject({ sql: [], lock: 'none' })
      expect(plan.blockers).toEqual([])
      expect(plan.needsConsent).toBe(false)
    }
    expect(await fileOf('order')).toBe(before)
    expect(await tenant.valuesOf('order', 'total')).toEqual(expect.arrayContaining([expect.anything()]))
  })

  test('a field that stores values becomes a derived one with consent, its values put aside, and they are there again after', async () => {
    const next = changed({ total: { ...derived('price * count'), id: 'demo/order/total' } })
    const plan = await tenant.plan(next)
    expect(plan.needsConsent).toBe(true)
    expect(plan.steps).toMatchObject([{ risk: 'destructive', impact: { rows: 1, affected: 1 } }])
    await expect(tenant.publish(next, { consent: false })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await publish(next)
    await publish({ entities: [ORDER] })
    expect((await tenant.valuesOf('order', 'total')).map(String)).toEqual(['6'])
  })

  test('a stored field may be required in the publish in which a derived one takes another name', async () => {
    await publish(changed({ net: derived('price * count') }))
    const plan = await publish(changed({ net: null, gross: { ...derived('price * count'), id: 'demo/order/net' } }))
    expect(plan.steps).toMatchObject([{ sql: [], risk: 'safe' }])
  })
})
