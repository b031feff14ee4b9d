import type { AuditOrigin } from '@tenon/sdk/contract/audit-origin'
import type { Locale } from '@tenon/sdk/contract/locale'

/** A tenant as every layer needs it: its PostgreSQL schema holds all its tables. */
export interface TenantRef {
  readonly id: string
  readonly slug: string
  /** PostgreSQL schema, such as `t_acme`. */
  readonly schema: string
}

/** Who acts. Roles are names in the tenant's `_role` table; `system` has every right. */
export type Actor =
  | {
      readonly kind: 'user'
      readonly id: string
      readonly name: string
      readonly roles: readonly string[]
      /** Id of the team; missing or null for somebody who is in none. */
      readonly team?: string | null
    }
  | { readonly kind: 'apiKey'; readonly id: string; readonly name: string; readonly roles: readonly string[] }
  | {
      readonly kind: 'customer'
      readonly id: string
      readonly name: string
      readonly site: string
      readonly subject: { readonly entity: string; readonly id: string }
      readonly scopes: readonly string[]
    }
  | {
      /** A plugin's code at work: its grants, bounded by the rights of whoever caused the call. */
      readonly kind: 'plugin'
      readonly id: string
      readonly name: string
      readonly hook: string
      readonly capabilities: readonly string[]
      readonly onBehalfOf: Actor
    }
  | { readonly kind: 'system'; readonly id: string; readonly name: string }

/** Frozen at the edge, passed first to everything. It knows who, where and until when, and no services. */
export interface RequestContext {
  readonly tenant: TenantRef
  readonly actor: Actor
  /** The admin who only looks as the actor; missing: the actor is who acts. Nothing may be changed then. */
  readonly viewer?: Actor
  readonly requestId: string
  readonly signal: AbortSignal
  readonly locale: Locale
  /** Writes made by hooks of writes made by hooks …: 0 for a person's. */
  readonly depth: number
  /** Where the request came from, for the audit trail. */
  readonly origin?: RequestOrigin
  /** By which the caller knows this request again when it is sent once more. */
  readonly idempotencyKey?: string
  /** Id under which this request has taken its key: the change is made only together with its answer under the key. */
  readonly claim?: string
  /** Records that an earlier try of this request, whose process died, has made already, by their place in the input. */
  readonly doneBefore?: readonly PlacedRecord[]
}

export interface PlacedRecord {
  readonly position: number
  readonly id: string
  readonly version: number
}

/** What is known of it beside who acts. */
export type RequestOrigin = Readonly<Pick<AuditOrigin, 'channel' | 'address' | 'import' | 'bulk' | 'undo'>>

/** How an actor is written into `created_by`, audit and events: `user:0190…`, `plugin:automotive`. */
export function actorReference(actor: Actor): string {
  return actor.kind === 'system' ? 'system' : `${actor.kind}:${actor.id}`
}
