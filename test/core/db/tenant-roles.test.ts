import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

describe("a tenant's work on PostgreSQL", () => {
  let database: Database
  let [one, two] = [] as unknown as [TenantRef, TenantRef]
  beforeAll(async () => {
    database = await openTestDatabase('postgres')
    one = await createTenant(database, { slug: 'one', name: 'One' })
    two = await createTenant(database, { slug: 'two', name: 'Two' })
  })
  afterAll(() => database.close())

  test('runs as a role of its own', async () => {
    const who = () => sql<{ who: string }>`select current_user as who where ${1}::int = 1`.execute(database.tenant(one.schema))
    for (let i = 0; i < 5; i++) expect((await who()).rows[0]?.who).toMatch(/^tenon_[0-9a-f]{8}_/)
    expect(two).toBeDefined()
  })
})
