import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { findSchemas } from '../../../core/src/db/find-schemas.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('what is asked of many tenants at once on %s', (kind) => {
  let database: Database
  const schemas: string[] = []
  beforeAll(async () => {
    database = await openTestDatabase(kind)
    for (const slug of ['asked-one', 'asked-two', 'asked-three'])
      schemas.push((await createTenant(database, { slug, name: slug })).schema)
  })
  afterAll(() => database?.close())

  const hasRun = (schema: string) => sql`not exists (select 1 from ${sql.id(schema, '_publish_run')})`

  test('is found of those for which it holds', async () => {
    expect(await findSchemas(database, schemas, hasRun)).toEqual(schemas)
    expect(await findSchemas(database, [], hasRun)).toEqual([])
  })

  test('is found of the others where one has been removed meanwhile', async () => {
    const [one = '', two = ''] = schemas
    expect(await findSchemas(database, [one, 't_removed', two], hasRun)).toEqual([one, two])
    expect(await findSchemas(database, ['t_removed'], hasRun)).toEqual([])
  })

  test('fails where it cannot be asked', async () => {
    await expect(findSchemas(database, schemas, () => sql`1 / 0 = 1`)).rejects.toThrow(/division by zero/)
  })
})
