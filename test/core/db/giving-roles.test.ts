import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, describe, expect, inject, test } from 'vitest'
import type { TenantRolesSetting } from '../../../core/src/config/database-config.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { dropTenant } from '../../../core/src/db/drop-tenant.ts'
import { openDatabase } from '../../../core/src/db/open-database.ts'
import { createDatabaseOfLogin, majorOf, run } from './postgres-login.ts'

const OWNERS = `select count(*)::int as parts, count(distinct o.rolname)::int as owners, min(o.rolname) as owner from (
    select relowner as id from pg_class where relnamespace in (select oid from pg_namespace where nspname = 't_old')
    union all select proowner from pg_proc where pronamespace in (select oid from pg_namespace where nspname = 't_old')
    union all select nspowner from pg_namespace where nspname = 't_old'
  ) parts join pg_roles o on o.oid = parts.id`
const ROLES = `select rolname as role from pg_roles where rolname ~ '^tenon_' and pg_has_role(oid, 'member')`
const ROLE = /^tenon_[0-9a-f]{8}_[0-9a-f]{32}$/

describe('the roles of tenants', () => {
  const open: Database[] = []
  afterEach(async () => {
    for (const database of open.splice(0)) await database.close()
  })
  async function start(url: string, tenantRoles: TenantRolesSetting): Promise<Database> {
    const database = await openDatabase({ kind: 'postgres', url, poolSize: 3, tenantRoles })
    open.push(database)
    return database
  }
  async function close(database: Database): Promise<void> {
    open.splice(open.indexOf(database), 1)
    await database.close()
  }
  /** A tenant of a Tenon that gave none, with a row. */
  async function oldTenant(rights?: string) {
    const { url, login } = await createDatabaseOfLogin(rights)
    const database = await start(url, 'off')
    const tenant = await createTenant(database, { slug: 'old', name: 'Old' })
    await sql`insert into t_old._team (id, name) values (gen_random_uuid(), 'Sales')`.execute(database.tenant('t_old'))
    await close(database)
    expect(await run(url, ROLES)).toEqual([])
    return { url, login, tenant }
  }
  const teams = async (database: Database) =>
    (await database.tenant('t_old').selectFrom('_team').select('name').execute()).map(({ name }) => name)

  test('come to the tenants of before at a start, with all that is in their schemas, also when several start at once', async () => {
    const { url } = await oldTenant()
    const started = await Promise.all([start(url, 'required'), start(url, 'on'), start(url, 'on')])
    const [owners] = await run<{ parts: number; owners: number; owner: string }>(url, OWNERS)
    expect(owners).toMatchObject({ owners: 1, owner: expect.stringMatching(ROLE) })
    expect(owners?.parts).toBeGreaterThan(100)
    for (const database of started) expect(await teams(database)).toEqual(['Sales'])
    expect(started.map(({ roles }) => roles.state)).toEqual(['on', 'on', 'on'])
    // Before, a member inherits from the role.
    if ((await majorOf(url)) >= 16)
      await expect(run(url, 'delete from t_old._team')).rejects.toMatchObject({ code: '42501' })
    expect(await run(url, 'select name from t_old._team')).toEqual([{ name: 'Sales' }])
  })

  test('are given as a whole or not at all, and the next start gives what one that died did not', async () => {
    const { url, login } = await oldTenant()
    const reader = new pg.Client({ connectionString: url })
    await reader.connect()
    await reader.query('begin')
    await reader.query('select * from t_old._user')
    const died = expect(start(url, 'on')).rejects.toThrow()
    const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(() => run(url, `select query ${waiting}`), { timeout: 10_000 }).toHaveLength(1)
    await run(url, `select pg_terminate_backend(pid) ${waiting}`)
    await died
    expect(await run(url, ROLES)).toEqual([])
    expect(await run(url, OWNERS)).toMatchObject([{ owners: 1, owner: login }])
    await reader.end()
    expect(await teams(await start(url, 'required'))).toEqual(['Sales'])
  })

  test('go again where they are switched off, and what belonged to them belongs to the login', async () => {
    const { url, login } = await oldTenant()
    await close(await start(url, 'on'))
    expect(await run(url, ROLES)).toHaveLength(1)
    const database = await start(url, 'off')
    expect(await teams(database)).toEqual(['Sales'])
    expect(await run(url, ROLES)).toEqual([])
    expect(await run(url, OWNERS)).toMatchObject([{ owners: 1, owner: login }])
    await close(database)
    expect(await teams(await start(url, 'required'))).toEqual(['Sales'])
  })

  test('are needed by nobody where the login may make none, which is told, and refused where they are required', async () => {
    const { url, login } = await oldTenant('nocreaterole')
    const database = await start(url, 'on')
    expect(database.roles).toMatchObject({
      state: 'unavailable',
      warning: expect.stringContaining(`ALTER ROLE "${login}" CREATEROLE`),
    })
    expect(await teams(database)).toEqual(['Sales'])
    await expect(start(url, 'required')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`ALTER ROLE "${login}" CREATEROLE`),
    })
  })

  test('stay in force where the login may make no more of them', async () => {
    const { url, login } = await oldTenant()
    await close(await start(url, 'on'))
    await run(inject('postgresUrl'), `alter role ${login} nocreaterole`)
    const database = await start(url, 'on')
    expect(database.roles.state).toBe('unavailable')
    expect(await teams(database)).toEqual(['Sales'])
    const other = await createTenant(database, { slug: 'other', name: 'Other' })
    await expect(
      sql`select * from ${sql.id(other.schema, '_team')}`.execute(database.tenant('t_old')),
    ).rejects.toMatchObject({ code: '42501' })
  })

  test('come to a tenant that a process without roles makes meanwhile', async () => {
    const { url } = await oldTenant()
    const without = await start(url, 'off')
    const database = await start(url, 'on')
    const { schema, id } = await createTenant(without, { slug: 'late', name: 'Late' })
    const who = await sql<{ who: string }>`select current_user::text as who`.execute(database.tenant(schema))
    expect(who.rows[0]?.who).toContain(id.replaceAll('-', ''))
  })

  test('go with their tenant, whose name may then be used again', async () => {
    const { url } = await oldTenant()
    const database = await start(url, 'on')
    const [before] = await run(url, ROLES)
    await dropTenant(database, await createTenant(database, { slug: 'short', name: 'Short' }))
    expect(await run(url, ROLES)).toEqual([before])
    const { schema } = await createTenant(database, { slug: 'short', name: 'Short' })
    expect(await database.tenant(schema).selectFrom('_team').select('name').execute()).toEqual([])
    expect(await teams(database)).toEqual(['Sales'])
  })
})
