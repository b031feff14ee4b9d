import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

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

/**
 * Makes a change of people, teams or rights with the entry that `note` makes in the audit trail, both or neither. `committed` is
 * called once it is made, and before others hear of it.
 */
type ChangeNoted = <T>(
  ctx: RequestContext,
  work: (trx: Kysely<TenantTables>, note: (change: IdentityChange) => Promise<void>) => Promise<T>,
  committed?: () => void,
) => Promise<T>

/** What every verb about people and credentials needs to know about its caller. */
export interface AdminGate {
  /** @throws TenonError FORBIDDEN */
  requireAdmin: (ctx: RequestContext) => Promise<void>
  recordChange: RecordIdentityChange
  changeNoted: ChangeNoted
}
