import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Kysely } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { originOf } from './origin-of.ts'

/** What an admin did to something that is no record. Never holds a secret. */
export interface AdminChange {
  /** Kind of thing and what was done, such as `apiKey.create`. */
  action: string
  id: string
  details: JsonObject
}

/** Writes a change into the tenant's audit trail; `entity` is the kind of thing, such as `apiKey`. */
export async function insertAdminAudit(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { action, id, details }: AdminChange,
): Promise<void> {
  await db
    .insertInto('_audit')
    .values({
      id: uuidv7(),
      actor: actorReference(ctx.viewer ?? ctx.actor),
      action,
      entity: action.slice(0, action.indexOf('.')),
      record_id: null,
      version: null,
      request_id: ctx.requestId,
      changes: JSON.stringify({ id, ...details }),
      reason: null,
      origin: originOf(ctx),
    })
    .execute()
}
