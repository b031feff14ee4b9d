import fc from 'fast-check'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { onControlPlane } from '../../../core/src/db/on-control-plane.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { withStatementLimits } from '../../../core/src/db/statement-limits.ts'
import type { TenantTables } from '../../../core/src/db/tenant-tables.ts'
import { createDatabaseOfLogin, majorOf } from './postgres-login.ts'

const ROLE = /^tenon_[0-9a-f]{8}_[0-9a-f]{32}$/

/** What comes through a hole in the SQL of tenant one's work, and what tenant two must not feel of it. */
const HOLES: Array<[what: string, text: string]> = [
  ['rows of another tenant', 'select * from t_two._user'],
  ['rows of another tenant, in a subquery', "select (select count(*) from t_two._user) as n where 'a' = 'a'"],
  ['writes to another tenant', "update t_two._user set name = 'Mallory'"],
  ['rows of all tenants', 'select * from tenon.tenant'],
  ['credentials', 'select * from tenon.api_key'],
  ['tables of another tenant, to be dropped', 'drop schema t_two cascade'],
  ['passwords of the server', 'select * from pg_authid'],
  ['a table elsewhere', 'create table t_two.mine (a int)'],
  ['a function elsewhere', "create function t_two.mine() returns int language sql as 'select 1'"],
  ['a schema', 'create schema mine'],
  ['a role', 'create role mine superuser'],
  ['rights of its own', 'alter schema t_two owner to current_user'],
  ['a program', "copy (select 1) to program 'true'"],
  ['no role', 'reset role'],
  ['no role, for the transaction', 'set local role none'],
  ['no role, for the session', 'set role none'],
  ['another session', 'set local session authorization default'],
  ['no role, by a function', "select set_config('role', 'none', true)"],
  ['no role, by a function in quotes', `select "set_config"('role', 'none', true)`],
  ['no role, by a function whose argument is hidden', "select set_config('ro' || 'le', 'none', true)"],
  ['no role, by letters that are numbers', `select U&"set\\005fconfig"('role', 'none', true)`],
  ['no role, by a comment in a comment', "select 1 /* /* */ ' */ , set_config('role', 'none', true) --'"],
  ['no role, by a text that is run', `select query_to_xml('select 1', true, false, '')`],
  ['no role, by a view', "update pg_settings set setting = 'none' where name = 'role'"],
  ['no role, by a block', 'do $$ begin set role none; end $$'],
  ['two statements', 'select 1; reset role'],
  ['the end of the transaction', 'select 1; commit; select 1'],
]

describe("a tenant's work on PostgreSQL", () => {
  let database: Database
  let url = ''
  let login = ''
  let [one, two] = [] as unknown as [TenantRef, TenantRef]
  beforeAll(async () => {
    ;({ url, login } = await createDatabaseOfLogin())
    database = await openDatabase({ kind: 'postgres', url, poolSize: 3 })
    one = await createTenant(database, { slug: 'one', name: 'One' })
    two = await createTenant(database, { slug: 'two', name: 'Two' })
    for (const { schema } of [one, two]) {
      await sql`insert into ${sql.id(schema, '_user')} (id, email, name, roles)
        values (gen_random_uuid(), 'ana@example.com', 'Ana', '{}')`.execute(database.tenant(schema))
    }
  })
  afterAll(() => database.close())

  const whoIs = async (db: Kysely<TenantTables>) =>
    (await sql<{ who: string }>`select current_user::text as who where ${1}::int = 1`.execute(db)).rows[0]?.who ?? ''
  const loginIs = async () =>
    (await database.execute('select current_user::text as who')).rows.map((row) => (row as { who: string }).who)[0]
  const namesOfTwo = async () =>
    (await database.tenant(two.schema).selectFrom('_user').select('name').execute()).map(({ name }) => name)

  test.each(HOLES)('through a hole in a single statement, %s are out of its reach', async (_, text) => {
    const db = database.tenant(one.schema)
    await expect(sql.raw(text).execute(db)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/^(permission denied|must be )/),
    })
    expect(await whoIs(db)).toMatch(ROLE)
    expect(await namesOfTwo()).toEqual(['Ana'])
    expect(await loginIs()).toBe(login)
  })

  test.each(HOLES)('through a hole in a transaction, %s are out of its reach', async (_, text) => {
    const work = database.transaction(one.schema, async (trx) => {
      expect(await whoIs(trx)).toMatch(ROLE)
      await sql.raw(text).execute(trx)
    })
    await expect(work).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/^(permission denied|must be )/),
    })
    expect(await namesOfTwo()).toEqual(['Ana'])
    expect(await loginIs()).toBe(login)
  })

  test('a statement that is kept runs as the role of each that asks it, also after one that failed', async () => {
    const asking = (schema: string, divisor: number) =>
      sql<{ who: string }>`select current_user::text as who, 1 / ${divisor}::int as n`.execute(database.tenant(schema))
    const roles = {
      [one.schema]: await whoIs(database.tenant(one.schema)),
      [two.schema]: await whoIs(database.tenant(two.schema)),
    }
    expect(roles[one.schema]).not.toBe(roles[two.schema])
    for (let time = 0; time < 12; time++) {
      const { schema } = time % 2 === 0 ? one : two
      expect((await asking(schema, 1)).rows[0]?.who).toBe(roles[schema])
      await expect(asking(schema, 0)).rejects.toMatchObject({ code: '22012' })
      expect(await loginIs()).toBe(login)
    }
    const stolen = sql`select count(*) from ${sql.id(two.schema, '_user')} where name <> ${'x'}`
    for (let time = 0; time < 5; time++) {
      await expect(stolen.execute(database.tenant(two.schema))).resolves.toMatchObject({ rows: [{ count: 1 }] })
      await expect(stolen.execute(database.tenant(one.schema))).rejects.toMatchObject({ code: '42501' })
    }
  })

  test('a value that cannot be bound fails its statement alone', async () => {
    const unbindable = {
      toPostgres: () => {
        throw new Error('not to be bound')
      },
    }
    for (let time = 0; time < 5; time++) {
      const asking = sql`select ${unbindable}::text as value`.execute(database.tenant(one.schema))
      await expect(asking).rejects.toThrow('not to be bound')
      expect(await whoIs(database.tenant(one.schema))).toMatch(ROLE)
      expect(await loginIs()).toBe(login)
    }
  })

  test('a statement that is ended for its time leaves no role behind', async () => {
    const slow = sql`select pg_sleep(${5}::float8)`
    const limited = withStatementLimits({ milliseconds: 50 }, () => slow.execute(database.tenant(one.schema)))
    await expect(limited).rejects.toMatchObject({ code: '57014' })
    for (let time = 0; time < 6; time++) expect(await loginIs()).toBe(login)
  })

  test('where what was kept is lost on the way, as by a proxy, statements still run as their tenants’ roles', async () => {
    const proxied = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
    const own = { one: await whoIs(database.tenant(one.schema)), two: await whoIs(database.tenant(two.schema)) }
    for (let time = 0; time < 12; time++) {
      expect(await whoIs(proxied.tenant(one.schema))).toBe(own.one)
      if (time % 4 === 3) await proxied.execute('deallocate all')
      expect(await whoIs(proxied.tenant(two.schema))).toBe(own.two)
      expect(await proxied.execute('select current_user::text as who')).toMatchObject({ rows: [{ who: login }] })
    }
    await proxied.close()
  })

  test('what belongs to the control plane is done as the login within the transaction, and nothing after it', async () => {
    await database.transaction(one.schema, async (trx) => {
      const before = await whoIs(trx)
      const [control, beside] = await Promise.all([onControlPlane(() => whoIs(trx)), whoIs(trx)])
      expect([control, beside, await whoIs(trx)]).toEqual([login, before, before])
      await sql`savepoint a`.execute(trx)
      await expect(onControlPlane(() => sql`select 1 / ${0}::int`.execute(trx))).rejects.toMatchObject({
        code: '22012',
      })
      await sql`rollback to savepoint a`.execute(trx)
      expect(await whoIs(trx)).toBe(before)
    })
  })

  test('indexes are built beside other work, and the login owns nothing afterwards', async () => {
    const { schema } = one
    const index = sql`create index concurrently if not exists one_idx on ${sql.id(schema, '_user')} (name)`
    await index.execute(database.tenant(schema))
    const { rows } = await sql`select pg_has_role(${login}::name, n.nspowner, 'usage') as inherits,
      (select pg_get_userbyid(relowner) = pg_get_userbyid(n.nspowner) from pg_class where relname = 'one_idx') as owned
      from pg_namespace n where nspname = ${schema}`.execute(database.control)
    const isOlder = (await majorOf(url)) < 16
    expect(rows).toEqual([{ inherits: isOlder, owned: true }])
    if (isOlder) return
    await expect(sql`delete from ${sql.id(schema, '_user')}`.execute(database.control)).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('whatever tenants ask for in turn on the same connections, each statement runs as whose it is', async () => {
    const own = { one: await whoIs(database.tenant(one.schema)), two: await whoIs(database.tenant(two.schema)), login }
    type Who = keyof typeof own
    const ask = async (who: Who, way: string): Promise<void> => {
      if (who === 'login') return expect(await loginIs()).toBe(login)
      const { schema } = who === 'one' ? one : two
      const db = database.tenant(schema)
      if (way === 'fails') return expect(sql`select 1 / ${0}::int`.execute(db)).rejects.toMatchObject({ code: '22012' })
      if (way === 'steals')
        return expect(sql.raw('select * from tenon.tenant').execute(db)).rejects.toMatchObject({ code: '42501' })
      if (way === 'alone') return expect(await whoIs(db)).toBe(own[who])
      const work = database.transaction(schema, async (trx) => {
        expect([await whoIs(trx), await whoIs(trx)]).toEqual([own[who], own[who]])
        if (way === 'rolls back') throw new Error('back')
      })
      return way === 'rolls back' ? expect(work).rejects.toThrow('back') : work
    }
    const way = fc.constantFrom('alone', 'fails', 'steals', 'commits', 'rolls back')
    const step = fc.tuple(fc.constantFrom<Who>('one', 'two', 'login'), way)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 6 }), async (lanes) => {
        const walk = async (steps: Array<[Who, string]>) => {
          for (const [who, way] of steps) await ask(who, way)
        }
        await Promise.all(lanes.map(walk))
      }),
      { numRuns: 40 },
    )
  })
})
