import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { operatorError } from '../context/operator-error.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'
import { migrateTenant } from './migrate-tenant.ts'
import { LAST_TENANT_MIGRATION } from './migrate-tenants.ts'

export interface CreateTenantInput {
  /** Lower-case letters, digits and hyphens, 2–40; begins with a letter. */
  slug: string
  name: string
  /** Of what is said where it cannot be. Default: English. */
  locale?: Locale
}

const SLUG = /^[a-z][a-z0-9-]{1,39}$/

const SLUG_RULE: LocalizedText = {
  en: 'a-z, 0-9 and hyphens only, 2–40 characters',
  'zh-CN': '只能用 a-z、0-9 和连字符，2–40 个字符',
}

function wrongSlug(slug: string): LocalizedText {
  return {
    en: `'${slug}' cannot be a tenant's short name: use 2 to 40 lower-case letters, digits and hyphens, a letter first.`,
    'zh-CN': `“${slug}”不能作为租户的短名称：请用 2 到 40 个小写字母、数字和连字符，以字母开头。`,
  }
}

/**
 * Creates a tenant with its PostgreSQL schema, the role that it belongs to, and Tenon's own tables in it.
 * The row in the control plane comes last: a crash before it leaves an empty schema that the next try takes over.
 * @throws TenonError VALIDATION_FAILED for a bad slug, CONFLICT for one that is taken
 */
export async function createTenant(
  database: Database,
  { slug, name, locale = 'en' }: CreateTenantInput,
): Promise<TenantRef> {
  if (!SLUG.test(slug)) {
    throw new TenonError({
      code: 'VALIDATION_FAILED',
      message: textIn(wrongSlug(slug), locale),
      problems: [{ pointer: '/slug', message: textIn(SLUG_RULE, locale), rule: 'pattern' }],
    })
  }
  const taken = await database.control.selectFrom('tenant').select('id').where('slug', '=', slug).executeTakeFirst()
  if (taken !== undefined) {
    throw operatorError('CONFLICT', {
      en: `A tenant with the short name '${slug}' exists already.`,
      'zh-CN': `短名称为“${slug}”的租户已存在。`,
    })
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
