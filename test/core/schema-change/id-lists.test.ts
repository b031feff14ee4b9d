import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'
import { openPublishingTenant, type PublishingTenant, withFields } from './publishing-tenant.ts'

const to = (target: string) => field('multiReference', { reference: { entity: target, onDelete: 'setNull' } })
const person = entity('person', {})
const car = entity('car', {})
const trip = entity('trip', { riders: to('person') })
const PARTS = { entities: [person, car, trip] }

describe.each(DATABASE_KINDS)('lists of references in a publish on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database?.close())

  async function withTrips() {
    const tenant = await openPublishingTenant(database)
    await tenant.publish(PARTS)
    const [ann, bob] = [await tenant.insert('person'), await tenant.insert('person')]
    const lists = [[ann, bob], [bob], null]
    for (const riders of lists) await insertTrip(tenant, riders)
    return { ...tenant, ann, bob }
  }

  const insertTrip = (tenant: PublishingTenant, riders: string[] | null) =>
    tenant.query(sql`insert into ${sql.id(tenant.schema, 'trip')} (id, riders)
      values (gen_random_uuid(), ${riders}::uuid[])`)

  const ridersOf = async (tenant: PublishingTenant) =>
    (await tenant.valuesOf('trip', 'riders')).map((list) => JSON.stringify(list)).sort()

  test('are put aside with their field, and come back without those that are gone since', async () => {
    const tenant = await withTrips()
    const { ann, bob, schema } = tenant
    await tenant.publish({ entities: [person, car, withFields(trip, { riders: null })] })
    await tenant.query(sql`delete from ${sql.id(schema, 'person')} where id = ${bob}::uuid`)
    await tenant.publish(PARTS)
    expect(await ridersOf(tenant)).toEqual([JSON.stringify([ann]), 'null', 'null'].sort())
    expect((await tenant.plan(PARTS)).steps).toEqual([])
  })

  test('coming back as required ones, those that would be empty are told before and stand in the way', async () => {
    const tenant = await withTrips()
    await tenant.publish({ entities: [person, car, withFields(trip, { riders: null })] })
    await tenant.query(sql`delete from ${sql.id(tenant.schema, 'person')} where id = ${tenant.bob}::uuid`)
    const required = { entities: [person, car, { ...trip, required: ['riders'] }] }
    const { blockers } = await tenant.plan(required)
    expect(blockers.map(({ en }) => en)).toEqual([expect.stringMatching(/2 records have no value/)])
  })

  test('do not follow to another entity while they name somebody', async () => {
    const tenant = await withTrips()
    const toCars = { entities: [person, car, withFields(trip, { riders: to('car') })] }
    const { blockers } = await tenant.plan(toCars)
    expect(blockers.map(({ en }) => en)).toEqual([
      expect.stringMatching(/cannot refer to another entity: 2 records refer/),
    ])
    await tenant.query(sql`update ${sql.id(tenant.schema, 'trip')} set riders = null`)
    await tenant.publish(toCars)
  })

  test('become no other type, and none becomes them', async () => {
    const tenant = await withTrips()
    for (const type of ['reference', 'text', 'tags', 'users'] as const) {
      const { blockers } = await tenant.plan({
        entities: [
          person,
          car,
          withFields(trip, { riders: field(type, type === 'reference' ? { reference: { entity: 'person' } } : {}) }),
        ],
      })
      expect([type, blockers.length]).toEqual([type, 1])
    }
  })

  test('an entity that a list names goes only with the field', async () => {
    const tenant = await withTrips()
    await expect(tenant.publish({ entities: [car, trip] })).rejects.toMatchObject({ code: 'SCHEMA_INVALID' })
  })
})
