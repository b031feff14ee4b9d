import { randomBytes } from 'node:crypto'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { SecretBox } from './secret-box.ts'

interface FixedSite {
  /** Chosen by the caller and the same on every start, such as `demo-host`. */
  id: string
  name: string
  origins: string[]
}

/** Registers a site under a fixed id, or brings the registered one up to date; resolves to its secret. */
export type EnsureSite = (tenant: TenantRef, site: FixedSite) => Promise<{ id: string; secret: string }>

interface Dependencies {
  database: Database
  secretBox: SecretBox
  forgetSites: () => void
}

/** For sites that the server itself runs beside it, such as the demo's host. Its secret is kept over restarts. */
export function makeEnsureSite({ database, secretBox, forgetSites }: Dependencies): EnsureSite {
  return async (tenant, { id, name, origins }) => {
    const fresh = secretBox.seal(newSiteSecret())
    const row = await database.control
      .insertInto('site')
      .values({ id, tenant_id: tenant.id, name, origins, secret: fresh })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ tenant_id: tenant.id, name, origins, revoked_at: null }),
      )
      .returning('secret')
      .executeTakeFirstOrThrow()
    forgetSites()
    return { id, secret: secretBox.open(row.secret) }
  }
}

export function newSiteSecret(): string {
  return `tns_${randomBytes(32).toString('base64url')}`
}
