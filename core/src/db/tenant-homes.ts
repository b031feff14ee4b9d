import { LRUCache } from 'lru-cache'
import type pg from 'pg'

/** So many tenants' statements have room at one connection, at some six each. */
const ROOM = 50
/** Of connections that differ by more tenants, the fuller one gives some to the emptier. */
const MOST_APART = 25
const MAX_TENANTS = 10_000

/** What of `pg`'s pool is looked into, as it has no way to ask for a connection: those at rest, of which it takes the last first. */
interface Resting {
  _idle?: { client: pg.Client }[]
}

interface Home {
  client: pg.Client
  /** Of `performance.now`. */
  usedAt: number
}

export interface TenantHomes {
  /** Another number for each connection that is home to tenants, while they have no room at one; 0 before, and without a role. */
  numberOf(role: string | null): number
  /** From here on the pool's next connection is the role's home, if that is at rest. */
  prefer(role: string | null): void
  /** The connection is at work for the role. */
  noteTaken(client: pg.Client, role: string | null): void
  /** Whether the connection is at work for one who has his home there, or who has none. */
  isAtHome(client: pg.Client): boolean
  /** Drops the homes of roles that have not asked for theirs since then (of `performance.now`). */
  forget(unusedSince: number): void
}

/**
 * Gives each tenant a connection of the pool that answers it where it can: what a connection has learned of many tenants, it can
 * keep of some only, and each has the server read its catalogues anew. While all have room at one, they share it: statements of
 * several tenants then go in one message.
 */
export function makeTenantHomes(pool: pg.Pool): TenantHomes {
  const numbers = new Map<pg.Client, number>()
  const guests = new Map<pg.Client, number>()
  const strangers = new WeakSet<pg.Client>()
  let made = 0
  const count = (client: pg.Client, by: number) => {
    const before = guests.get(client)
    if (before !== undefined) guests.set(client, before + by)
  }
  const homes = new LRUCache<string, Home>({ max: MAX_TENANTS, dispose: ({ client }) => count(client, -1) })
  pool.on('connect', (client: pg.Client) => {
    made += 1
    numbers.set(client, made)
    guests.set(client, 0)
  })
  pool.on('release', (_, client: pg.Client) => strangers.delete(client))
  pool.on('remove', (client: pg.Client) => {
    numbers.delete(client)
    guests.delete(client)
  })

  function homeOf(role: string): pg.Client | undefined {
    const own = homes.get(role)
    const lives = own === undefined ? undefined : guests.get(own.client)
    const usedAt = performance.now()
    if (own !== undefined && lives !== undefined) {
      own.usedAt = usedAt
      if (lives <= ROOM || lives - (emptiest(guests)?.[1] ?? lives) < MOST_APART) return own.client
    }
    const client = (fullestWithRoom(guests) ?? emptiest(guests))?.[0]
    if (client === undefined) return undefined
    homes.set(role, { client, usedAt })
    count(client, 1)
    return client
  }

  return {
    numberOf(role) {
      if (role === null || homes.size <= ROOM) return 0
      const home = homeOf(role)
      return home === undefined ? 0 : (numbers.get(home) ?? 0)
    },
    prefer(role) {
      const home = role === null ? undefined : homeOf(role)
      if (home !== undefined) seat(pool, home)
    },
    noteTaken(client, role) {
      const home = role === null ? undefined : homes.peek(role)?.client
      if (home === undefined || home === client) strangers.delete(client)
      else strangers.add(client)
    },
    isAtHome: (client) => !strangers.has(client),
    forget(unusedSince) {
      for (const [role, { usedAt }] of [...homes.entries()]) if (usedAt < unusedSince) homes.delete(role)
    },
  }
}

type Counted = readonly [pg.Client, number]

function emptiest(guests: ReadonlyMap<pg.Client, number>): Counted | undefined {
  return least([...guests], ([, count]) => count)
}

function fullestWithRoom(guests: ReadonlyMap<pg.Client, number>): Counted | undefined {
  return least(
    [...guests].filter(([, count]) => count < ROOM),
    ([, count]) => -count,
  )
}

function least(all: readonly Counted[], weight: (one: Counted) => number): Counted | undefined {
  return all.reduce<Counted | undefined>(
    (best, one) => (best === undefined || weight(one) < weight(best) ? one : best),
    undefined,
  )
}

/** Puts the connection where the pool takes it from once all have theirs who wait already. */
function seat(pool: pg.Pool, client: pg.Client): void {
  const { _idle: resting = [] } = pool as unknown as Resting
  const place = resting.length - 1 - pool.waitingCount
  const at = resting.findIndex((one) => one.client === client)
  const [own, other] = [resting[at], resting[place]]
  if (own === undefined || other === undefined || at > place) return
  resting[at] = other
  resting[place] = own
}
