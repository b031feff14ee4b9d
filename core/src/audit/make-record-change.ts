import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { uuidv7 } from 'uuidv7'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'

interface AdminChange {
  /** Such as `apiKey.create`. */
  action: string
  id: string
  details: JsonObject
}

/** Writes changes of users, keys and sites into the tenant's audit trail; `entity` is the kind of thing, such as `apiKey`. */
export function makeRecordChange({ database }: { database: Database }) {
  return async function recordChange(ctx: RequestContext, { action, id, details }: AdminChange): Promise<void> {
    await database
      .tenant(ctx.tenant.schema)
      .insertInto('_audit')
      .values({
        id: uuidv7(),
        actor: actorReference(ctx.actor),
        action,
        entity: action.slice(0, action.indexOf('.')),
        record_id: null,
        version: null,
        request_id: ctx.requestId,
        changes: JSON.stringify({ id, ...details }),
        reason: null,
      })
      .execute()
  }
}
