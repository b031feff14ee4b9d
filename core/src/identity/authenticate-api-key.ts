import type { Locale } from '@tenon/sdk/contract/locale'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { Authenticated } from './authenticated.ts'
import { hashSecret } from './hash-secret.ts'
import { identityError } from './identity-error.ts'
import type { TenantDirectory } from './tenant-directory.ts'
import { makeTtlCache } from './ttl-cache.ts'

interface Dependencies {
  database: Database
  tenants: TenantDirectory
  cacheMilliseconds: number
}

export interface ApiKeyAuthenticator {
  authenticate(key: string, locale: Locale): Promise<Authenticated>
  forget(hash: string): void
  /** Asks again who the keys of a tenant are. */
  forgetTenant(schema: string): void
}

/** Turns an API key into an actor with the key's own roles. Refusals are the same whatever is wrong with the key. */
export function makeAuthenticateApiKey({ database, tenants, cacheMilliseconds }: Dependencies): ApiKeyAuthenticator {
  const known = makeTtlCache<Authenticated | null>(cacheMilliseconds)
  return {
    async authenticate(key, locale) {
      const hash = hashSecret(key)
      const found = await known.get(hash, () => findKey(database, tenants, hash))
      if (!found || (found.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now()) throw refused(locale)
      return found
    },
    forget: (hash) => known.delete(hash),
    // Whose a key is that is being looked up is not known yet: it may be one of these, found before it was revoked.
    forgetTenant: (schema) => known.deleteWhere((found) => found?.tenant.schema === schema),
  }
}

async function findKey(database: Database, tenants: TenantDirectory, hash: string): Promise<Authenticated | null> {
  const row = await database.control
    .selectFrom('api_key')
    .select(['id', 'tenant_id', 'name', 'roles', 'expires_at'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  const tenant = row && (await tenants.get(row.tenant_id))
  if (!row || !tenant) return null
  await noteUse(database, row.id)
  const { id, name, roles } = row
  return {
    actor: Object.freeze({ kind: 'apiKey', id, name, roles }),
    tenant,
    expiresAt: row.expires_at?.getTime() ?? null,
  }
}

/** At most one write a minute per key, whatever the number of requests and of server processes. */
async function noteUse(database: Database, id: string): Promise<void> {
  await database.control
    .updateTable('api_key')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where((where) =>
      where.or([where('last_used_at', 'is', null), where('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)]),
    )
    .execute()
}

function refused(locale: Locale) {
  return identityError(locale, {
    code: 'UNAUTHENTICATED',
    message: { en: 'The API key is unknown, revoked or expired.', 'zh-CN': 'API 密钥未知、已撤销或已过期。' },
  })
}
