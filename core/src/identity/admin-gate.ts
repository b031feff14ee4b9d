import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'

/** A change to users, keys or sites, for the audit trail. Never contains a secret. */
export interface IdentityChange {
  action:
    | 'team.create'
    | 'team.update'
    | 'team.delete'
    | 'user.create'
    | 'user.update'
    | 'role.set'
    | 'role.remove'
    | 'delegation.create'
    | 'delegation.end'
    | 'territory.set'
    | 'territory.remove'
    | 'access.viewAs'
    | 'apiKey.create'
    | 'apiKey.revoke'
    | 'site.create'
    | 'site.revoke'
  id: string
  details: JsonObject
}

/** Injected by the composition root. */
type RecordIdentityChange = (ctx: RequestContext, change: IdentityChange) => Promise<void>

/** What every verb about people and credentials needs to know about its caller. */
export interface AdminGate {
  /** @throws TenonError FORBIDDEN */
  requireAdmin: (ctx: RequestContext) => Promise<void>
  recordChange: RecordIdentityChange
}
