import { LRUCache } from 'lru-cache'
import type { TenantRef } from '../context/request-context.ts'
import { upTo } from '../context/up-to.ts'
import type { Database } from '../db/database.ts'
import { isFresh } from '../db/is-fresh.ts'
import { ACCESS_CHANNEL } from './announce-rights.ts'
import type { PeopleTree } from './people-tree.ts'
import { readPeopleTree } from './read-people-tree.ts'
import { readTenantRights, type StoredRights } from './read-tenant-rights.ts'

/** Rights of a tenant as they are stored, with its people where somebody asks for them. */
export interface TenantRights extends StoredRights {
  people(): Promise<PeopleTree>
}

/** Rights by tenant, read once and kept until they change. */
export interface TenantRightsStore {
  get(tenant: TenantRef): Promise<TenantRights>
  /** Reads them again at the next question; all processes do so soon after `announceRights`. */
  forget(schema: string): void
  /** Calls when they have changed, in whatever process; the function returned ends that. */
  onChange(schema: string, listener: () => void): () => void
  /** Stops listening to the database. */
  close(): Promise<void>
}

const MAX_TENANTS = 2_000

interface KeptRights {
  rights: Promise<TenantRights>
  /** Of `performance.now`. */
  askedAt: number
}

interface LatestRights {
  rights: TenantRights
  /** Whether its people were read. */
  knowsPeople(): boolean
}

export function makeTenantRightsStore({ database }: { database: Database }): TenantRightsStore {
  const kept = new LRUCache<string, KeptRights>(upTo(MAX_TENANTS))
  /** What was read last, with which much is kept that follows from it. */
  const latest = new LRUCache<string, LatestRights>(upTo(MAX_TENANTS))
  const listeners = new Map<string, Set<() => void>>()
  let stop: Promise<() => Promise<void>> | null = null
  const stopResting = database.inUse.onRest((schemas) => {
    for (const schema of schemas) {
      kept.delete(schema)
      latest.delete(schema)
    }
  })

  async function listen(): Promise<void> {
    stop ??= database.listen(ACCESS_CHANNEL, (schema) => {
      kept.delete(schema)
      for (const listener of listeners.get(schema) ?? []) listener()
    })
    await stop.catch((error: unknown) => {
      stop = null
      throw error
    })
  }

  async function read(schema: string): Promise<TenantRights> {
    const stored = await readTenantRights(database, schema)
    const known = latest.get(schema)
    // Its people may be others by now.
    if (known !== undefined && known.rights.content === stored.content && !known.knowsPeople()) return known.rights
    const read = withPeople(stored, () => readPeopleTree(database, schema))
    latest.set(schema, read)
    return read.rights
  }

  function freshOf(schema: string): KeptRights | undefined {
    const known = kept.get(schema)
    return known !== undefined && isFresh(database, known.askedAt) ? known : undefined
  }

  function ask(schema: string): KeptRights {
    const asked = { rights: read(schema), askedAt: performance.now() }
    kept.set(schema, asked)
    asked.rights.catch(() => {
      if (kept.peek(schema) === asked) kept.delete(schema)
    })
    return asked
  }

  return {
    async get({ schema }) {
      const known = freshOf(schema)
      if (known !== undefined) return known.rights
      if (stop === null) await listen()
      const { rights } = freshOf(schema) ?? ask(schema)
      return rights
    },
    forget: (schema) => void kept.delete(schema),
    onChange(schema, listener) {
      const heard = listeners.get(schema) ?? new Set()
      listeners.set(schema, heard.add(listener))
      return () => {
        heard.delete(listener)
        if (heard.size === 0 && listeners.get(schema) === heard) listeners.delete(schema)
      }
    },
    async close() {
      stopResting()
      const unlisten = await stop
      stop = null
      await unlisten?.()
    },
  }
}

function withPeople(stored: StoredRights, readPeople: () => Promise<PeopleTree>): LatestRights {
  let people: Promise<PeopleTree> | null = null
  return {
    knowsPeople: () => people !== null,
    rights: {
      ...stored,
      people() {
        people ??= readPeople()
        people.catch(() => {
          people = null
        })
        return people
      },
    },
  }
}
