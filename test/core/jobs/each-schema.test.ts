import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { eachSchema } from '../../../core/src/jobs/each-schema.ts'
import { removeOldKeys } from '../../../core/src/records/idempotency/remove-old-keys.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase('postgres')
})
afterAll(() => database?.close())

test('what is old is removed in all tenants, though it cannot be in one, which is told', async () => {
  const schemas: string[] = []
  for (const slug of ['one', 'two', 'three']) {
    const { schema } = await createTenant(database, { slug, name: slug })
    schemas.push(schema)
    await sql`insert into ${sql.id(schema, '_request_key')} (actor, key, request, claim, claimed_at)
      values ('user:x', 'k', 'r', gen_random_uuid(), now() - interval '25 hours')`.execute(database.control)
  }
  const [, broken = ''] = schemas
  await sql`create function ${sql.id(broken, 'no')}() returns trigger language plpgsql as
    $$ begin raise exception 'no room' using errcode = '53100'; end $$`.execute(database.control)
  await sql`create trigger no before delete on ${sql.id(broken, '_request_key')} for each row
    execute function ${sql.id(broken, 'no')}()`.execute(database.control)
  await expect(removeOldKeys(database, async () => schemas)).rejects.toMatchObject({ code: '53100' })
  const left = schemas.map(async (schema) => {
    const { rows } = await sql`select key from ${sql.id(schema, '_request_key')}`.execute(database.control)
    return rows.length
  })
  expect(await Promise.all(left)).toEqual([0, 1, 0])
})

test('what fails in several tenants is told of each', async () => {
  const done: string[] = []
  const work = async (schema: string) => {
    if (schema !== 'b') throw new Error(`no room in ${schema}`)
    done.push(schema)
  }
  const failed = await eachSchema(['a', 'b', 'c'], work).catch((error: AggregateError) => error.errors)
  expect(String(failed)).toBe('Error: no room in a,Error: no room in c')
  expect(done).toEqual(['b'])
})
