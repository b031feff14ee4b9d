import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'
import { migrateTenant } from './migrate-tenant.ts'
import { LAST_TENANT_MIGRATION } from './migrate-tenants.ts'

export interface CreateTenantInput {
  /** Lower-case letters, digits and hyphens, 2–40; begins with a letter. */
  slug: string
  name: string
}

const SLUG = /^[a-z][a-z0-9-]{1,39}$/

/**
 * Creates a tenant with its PostgreSQL schema, the role that it belongs to, and Tenon's own tables in it.
 * The row in the control plane comes last: a crash before it leaves an empty schema that the next try takes over.
 * @throws TenonError VALIDATION_FAILED for a bad slug, CONFLICT for one that is taken
 */
export async function createTenant(database: Database, { slug, name }: CreateTenantInput): Promise<TenantRef> {
  if (!SLUG.test(slug)) {
    throw new TenonError({
      code: 'VALIDATION_FAILED',
      message: `'${slug}' cannot be a tenant's short name: use 2 to 40 lower-case letters, digits and hyphens, a letter first.`,
      problems: [{ pointer: '/slug', message: 'a-z, 0-9 and hyphens only, 2–40 characters', rule: 'pattern' }],
    })
  }
  const taken = await database.control.selectFrom('tenant').select('id').where('slug', '=', slug).executeTakeFirst()
  if (taken !== undefined) {
    throw new TenonError({ code: 'CONFLICT', message: `A tenant with the short name '${slug}' exists already.` })
  }
  const tenant: TenantRef = { id: uuidv7(), slug, schema: `t_${slug.replaceAll('-', '_')}` }
  await sql`create schema if not exists ${sql.id(tenant.schema)}`.execute(database.control)
  await database.roles.assign(tenant)
  await migrateTenant(database, tenant.schema)
  await database.control
    .insertInto('tenant')
    .values({ ...tenant, name, migration: LAST_TENANT_MIGRATION })
    .execute()
  return tenant
}
