import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { makeListParked } from '../../../core/src/schema-change/list-parked.ts'
import { removeOldParked } from '../../../core/src/schema-change/remove-old-parked.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

const label = (text: string) => ({ label: { en: text } })
const FULL = [
  entity('box', { size: field('text', label('Size')), price: field('money', { currency: 'EUR', ...label('Price') }) }),
  entity('shelf', {}),
]
const LESS = [entity('box', { size: field('integer', label('Size')) })]

describe.each(DATABASE_KINDS)('values that were put aside on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function withParked() {
    const tenant = await openPublishingTenant(database)
    await tenant.publish({ entities: FULL })
    await tenant.insert('box', { size: 'large', price: '1.5', price_currency: 'EUR' })
    await tenant.publish({ entities: LESS })
    const age = (days: number, column?: string) =>
      tenant.query(sql`update ${sql.id(tenant.schema, '_parked_column')}
        set parked_at = now() - ${days}::int * interval '1 day'
        where ${column === undefined ? sql`true` : sql`column_name = ${column}`}`)
    const parked = () => makeListParked({ database, requireAdmin: () => undefined })(tenant.ctx)
    return { ...tenant, age, parked }
  }

  test('are listed with what they were, why, and the day on which they go', async () => {
    const { parked } = await withParked()
    const items = await parked()
    const told = items.map(({ entity: { name }, field: of, reason }) => [name, of?.label.en, of?.type, reason])
    expect(told.sort()).toEqual([
      ['box', 'Price', 'money', 'fieldRemoved'],
      ['box', 'Size', 'text', 'typeChanged'],
      ['shelf', undefined, undefined, 'entityRemoved'],
    ])
    for (const { parkedAt, removedAt } of items) {
      expect(Date.parse(removedAt ?? '') - Date.parse(parkedAt)).toBe(30 * 24 * 3_600_000)
      expect(Math.abs(Date.parse(parkedAt) - Date.now())).toBeLessThan(60_000)
    }
  })

  test('stay for 30 days and come back; after that they are removed, and nothing else is', async () => {
    const tenant = await withParked()
    await tenant.age(29)
    expect(await removeOldParked(database)).toBe(0)
    await tenant.age(31, 'price')
    expect(await removeOldParked(database)).toBe(1)
    expect((await tenant.parked()).map(({ reason }) => reason).sort()).toEqual([
      'entityRemoved',
      'fieldRemoved',
      'typeChanged',
    ])
    await tenant.age(31, 'price_currency')
    await tenant.age(31, '')
    expect(await removeOldParked(database)).toBe(2)
    expect((await tenant.parked()).map(({ field: of }) => of?.label.en)).toEqual(['Size'])
    const left = await tenant.query(sql<{ name: string }>`
      select relname as name from pg_class where relnamespace = ${tenant.schema}::regnamespace and relname like '\\_parked\\_2%'`)
    expect(left).toEqual([])
    await tenant.publish({ entities: FULL })
    expect(await tenant.valuesOf('box', 'size')).toEqual(['large'])
    expect(await tenant.valuesOf('box', 'price')).toEqual([null])
  })

  test('stay while a record on hold has some of them, and are listed without a day; the others go', async () => {
    const tenant = await withParked()
    const held = await tenant.insert('box', {})
    const hold = (entity: string, id: string) =>
      tenant.query(sql`insert into ${sql.id(tenant.schema, '_legal_hold')} (entity, record_id, reason, set_by, set_by_name)
        values (${entity}::text, ${id}::uuid, 'A lawsuit', 'system', 'Tenon')`)
    await hold('box', held)
    await tenant.age(31)
    const [parked] = await tenant.query(
      sql<{
        name: string
      }>`select parked_name as name from ${sql.id(tenant.schema, '_parked_column')} where column_name = 'price'`,
    )
    await tenant.query(
      sql`update ${sql.id(tenant.schema, 'box')} set ${sql.id(parked?.name ?? '')} = 2 where id = ${held}::uuid`,
    )
    const told = async () =>
      (await tenant.parked()).map(({ field: of, removedAt }) => [of?.label.en ?? 'shelf', removedAt !== null]).sort()
    expect(await told()).toEqual([
      ['Price', false],
      ['Size', true],
      ['shelf', true],
    ])
    expect(await removeOldParked(database)).toBe(3)
    expect(await told()).toEqual([['Price', false]])
    await tenant.query(sql`delete from ${sql.id(tenant.schema, '_legal_hold')}`)
    expect(await removeOldParked(database)).toBe(1)
    expect(await told()).toEqual([])
  })

  test('of a table that was put aside itself are removed from it', async () => {
    const tenant = await withParked()
    await tenant.publish({ entities: [entity('other', {})] })
    await tenant.age(31, 'price')
    expect(await removeOldParked(database)).toBe(1)
    await tenant.publish({ entities: FULL })
    expect(await tenant.valuesOf('box', 'price')).toEqual([null])
    expect(await tenant.valuesOf('box', 'price_currency')).toEqual(['EUR'])
  })
})
