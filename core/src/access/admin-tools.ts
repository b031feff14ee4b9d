import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'

/** What verbs that only admins have need to know about their caller. */
export interface AdminTools {
  /** @throws TenonError FORBIDDEN */
  requireAdmin(ctx: RequestContext): Promise<void>
  /** Writes into the tenant's audit trail; `action` is such as `pluginTask.retry`. */
  recordChange(ctx: RequestContext, change: { action: string; id: string; details: JsonObject }): Promise<void>
}
