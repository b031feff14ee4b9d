import { actorReference } from '../context/request-context.ts'
import type { Authenticate } from '../identity/authenticated.ts'
import { rateLimited } from './rate-limited.ts'
import { makeTokenBucket } from './token-bucket.ts'

/**
 * Has an actor refused who asks more often than `perMinute`, once it is known who that is.
 * @throws TenonError RATE_LIMITED
 */
export function limitActors(authenticate: Authenticate, perMinute: number | null): Authenticate {
  if (perMinute === null) return authenticate
  const take = makeTokenBucket(perMinute)
  return async (credentials) => {
    const found = await authenticate(credentials)
    const wait = take(`${found.tenant.id} ${actorReference(found.actor)}`)
    if (wait !== null) throw rateLimited(credentials.locale, wait)
    return found
  }
}
