import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { sweepLeftovers } from '../../../core/src/schema-change/remove-leftovers.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { watchStatements } from '../db/sent-statements.ts'
import { entity, field } from '../model/sample-model.ts'
import { indexesOf } from './catalog-of.ts'
import { openPublishingTenant } from './publishing-tenant.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase('postgres')
})
afterAll(() => database?.close())

test('a start looks into no table of a tenant whose tables are as its model says, and into those of one where they are not', async () => {
  const tenant = await openPublishingTenant(database)
  await tenant.publish({ entities: [entity('thing', { grade: field('integer', { indexed: true }) })] })
  const named = async () => {
    const { sent, stop } = watchStatements()
    await sweepLeftovers(database, tenant.schema)
    stop()
    expect(sent.length).toBeGreaterThan(0)
    return sent.filter(({ text }) => text.includes('"thing"')).map(({ text }) => text)
  }
  const before = await indexesOf(tenant, 'thing')
  expect(await named()).toEqual([])
  await tenant.query(sql`create index ix_thing_left on ${sql.id(tenant.schema, 'thing')} (grade)`)
  expect((await named()).join('\n')).toMatch(/drop index .*ix_thing_left|"thing"/)
  expect(await indexesOf(tenant, 'thing')).toEqual(before)
})
