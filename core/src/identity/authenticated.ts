import type { Locale } from '@tenon/sdk/contract/locale'
import type { Actor, TenantRef } from '../context/request-context.ts'

/** Who a request comes from. */
export interface Authenticated {
  actor: Actor
  tenant: TenantRef
  /** The admin who only looks, as the actor would see it. */
  viewer?: Actor
  /** Milliseconds since 1970 at which the credential ends, or null. A long-lived stream must end then. */
  expiresAt: number | null
}

/** Headers of a request, which need not have been made `Headers` of. */
export type RequestHeaders = Pick<Headers, 'get'> & Iterable<[string, string]>

/** The parts of an HTTP request that say who sends it. */
export interface Credentials {
  headers: RequestHeaders
  method: string
  locale: Locale
}

/** @throws TenonError UNAUTHENTICATED, or FORBIDDEN for a cookie sent by another site's page */
export type Authenticate = (credentials: Credentials) => Promise<Authenticated>
