import { PGliteDialect, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { buildDatabase } from '../../../core/src/db/build-database.ts'

const never = () => Promise.reject(new Error('Nothing is run here'))
const dialect = new PGliteDialect({ pglite: never })
const roles = { state: 'off' as const, warning: null, assign: never, assignAll: never, drop: never }
const database = buildDatabase({
  kind: 'pglite',
  roles,
  dialect,
  execute: never,
  listen: never,
  hasHeardSince: () => false,
  close: never,
})

describe('the schema that a query addresses', () => {
  test('is put before the tables of built queries, in joins and subqueries too', () => {
    const { sql: text } = database
      .tenant('t_one')
      .selectFrom('_user')
      .innerJoin('_role', 'name', 'email')
      .select(({ selectFrom }) => selectFrom('_plugin').select('id').as('plugin'))
      .compile()
    expect(text).toBe(
      'select (select "id" from "t_one"."_plugin") as "plugin" from "t_one"."_user" inner join "t_one"."_role" on "name" = "email"',
    )
    expect(database.control.selectFrom('tenant').select('id').compile().sql).toBe('select "id" from "tenon"."tenant"')
  })

  test('is not put into a statement that is written as text, but into the built queries within it', () => {
    const tenant = database.tenant('t_one')
    const written = sql`with r as ${tenant.selectFrom('_user').select('id')} select ${sql.ref('r.id')} from r, ${sql.id('t_two', '_user')}`
    expect(written.compile(tenant).sql).toBe(
      'with r as (select "id" from "t_one"."_user") select "r"."id" from r, "t_two"."_user"',
    )
  })
})
