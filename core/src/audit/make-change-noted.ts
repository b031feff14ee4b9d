import type { Kysely } from 'kysely'
import { announceRights } from '../access/announce-rights.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { type AdminChange, insertAdminAudit } from './insert-admin-audit.ts'

interface Dependencies {
  database: Database
  access: { forget(schema: string): void }
}

type Work<T> = (trx: Kysely<TenantTables>, note: (change: AdminChange) => Promise<void>) => Promise<T>

/** Makes the function that makes a change with its entry in one transaction, and has all processes hear of it then. */
export function makeChangeNoted({ database, access }: Dependencies) {
  return async <T>(ctx: RequestContext, work: Work<T>, committed?: () => void): Promise<T> => {
    const { schema } = ctx.tenant
    const result = await database.transaction(schema, async (trx) => {
      const done = await work(trx, (change) => insertAdminAudit(trx, ctx, change))
      await announceRights(trx, schema)
      return done
    })
    committed?.()
    access.forget(schema)
    return result
  }
}
