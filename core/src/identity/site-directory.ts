import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { SecretBox } from './secret-box.ts'
import { makeTtlCache } from './ttl-cache.ts'

export interface Site {
  id: string
  tenantId: string
  name: string
  origins: string[]
  /** In clear text, for checking signatures. */
  secret: string
}

/** Looks host sites up without a query per request. */
export interface SiteDirectory {
  get(id: string): Promise<Site | undefined>
  /** True when any tenant's site has registered the origin. */
  hasOrigin(origin: string): Promise<boolean>
  forget(): void
}

interface Dependencies {
  database: Database
  secretBox: SecretBox
  cacheMilliseconds: number
}

export function makeSiteDirectory({ database, secretBox, cacheMilliseconds }: Dependencies): SiteDirectory {
  const sites = makeTtlCache<Site | undefined>(cacheMilliseconds)
  const origins = makeTtlCache<boolean>(cacheMilliseconds)
  const live = () => database.control.selectFrom('site').where('revoked_at', 'is', null)
  return {
    get: (id) =>
      sites.get(id, async () => {
        const row = await live().selectAll().where('id', '=', id).executeTakeFirst()
        return row && { ...row, tenantId: row.tenant_id, secret: secretBox.open(row.secret) }
      }),
    hasOrigin: (origin) =>
      origins.get(origin, async () => {
        const row = await live().select('id').where(sql<boolean>`${origin} = any(origins)`).executeTakeFirst()
        return row !== undefined
      }),
    forget() {
      sites.clear()
      origins.clear()
    },
  }
}
