import pLimit, { type LimitFunction } from 'p-limit'

const OF_ONE_TENANT = 24
const OF_ALL = 256

/** Makes a tenant's HTTP request when it is its turn. */
export type HttpTurns = <T>(tenantId: string, request: () => Promise<T>) => Promise<T>

/**
 * Bounds the sockets and the memory that answers take in this process, for one tenant and for all together: who comes
 * later waits, as long as its call lives.
 */
export function makeHttpTurns(): HttpTurns {
  const all = pLimit(OF_ALL)
  const tenants = new Map<string, { turns: LimitFunction; users: number }>()
  return async (tenantId, request) => {
    const own = tenants.get(tenantId) ?? { turns: pLimit(OF_ONE_TENANT), users: 0 }
    tenants.set(tenantId, own)
    own.users += 1
    try {
      return await own.turns(() => all(request))
    } finally {
      own.users -= 1
      if (own.users === 0) tenants.delete(tenantId)
    }
  }
}
