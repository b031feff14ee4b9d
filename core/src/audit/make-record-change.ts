import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { type AdminChange, insertAdminAudit } from './insert-admin-audit.ts'

/** Writes changes of users, keys and sites into the tenant's audit trail. */
export function makeRecordChange({ database }: { database: Database }) {
  return (ctx: RequestContext, change: AdminChange): Promise<void> =>
    insertAdminAudit(database.tenant(ctx.tenant.schema), ctx, change)
}
