import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import { listTenants } from '../../../core/src/db/list-tenants.ts'
import { migrateControl } from '../../../core/src/db/migrate-control.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  test('a tenant gets a PostgreSQL schema of its own with no foreign key leaving it', async () => {
    const database = await openTestDatabase(kind)
    try {
      const tenant = await createTenant(database, { slug: 'acme-motors', name: 'Acme Motors' })
      expect(tenant.schema).toBe('t_acme_motors')
      const leaving = await sql`
        select conname from pg_constraint
        where contype = 'f' and connamespace = ${'t_acme_motors'}::regnamespace
          and confrelid not in (select oid from pg_class where relnamespace = ${'t_acme_motors'}::regnamespace)
      `.execute(database.control)
      expect(leaving.rows).toEqual([])
      expect(await listTenants(database)).toEqual([{ ...tenant, name: 'Acme Motors' }])
    } finally {
      await database.close()
    }
  })

  test('a failed transaction leaves nothing behind, and a message sent in it is not delivered', async () => {
    const database = await openTestDatabase(kind)
    try {
      const { schema } = await createTenant(database, { slug: 'acme', name: 'Acme' })
      const heard: string[] = []
      await database.listen('tenon_outbox', (payload) => heard.push(payload))
      const role = { name: 'clerk', label: '{"en":"Clerk"}', grants: '{}' }
      const failing = database.transaction(schema, async (trx) => {
        await trx.insertInto('_role').values(role).execute()
        await sql`select pg_notify('tenon_outbox', 'lost')`.execute(trx)
        throw new Error('stop')
      })
      await expect(failing).rejects.toThrow('stop')
      await sql`select pg_notify('tenon_outbox', 'kept')`.execute(database.control)
      await expect.poll(() => heard).toEqual(['kept'])
      expect(await database.tenant(schema).selectFrom('_role').selectAll().execute()).toEqual([])
    } finally {
      await database.close()
    }
  })

  test('bringing an up-to-date control plane up to date changes nothing', async () => {
    const database = await openTestDatabase(kind)
    try {
      await migrateControl(database)
      await migrateControl(database)
      expect(await listTenants(database)).toEqual([])
    } finally {
      await database.close()
    }
  })

  test('a bad short name is refused and makes no schema', async () => {
    const database = await openTestDatabase(kind)
    try {
      for (const slug of ['', 'a', 'Acme', '1acme', 'acme_motors', 'acme;drop', 'a'.repeat(41), '公司']) {
        await expect(createTenant(database, { slug, name: 'X' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
      }
      const { rows } = await sql`select nspname from pg_namespace where nspname like 't\\_%'`.execute(database.control)
      expect(rows).toEqual([])
    } finally {
      await database.close()
    }
  })
})
