import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { TenantRef } from '../context/request-context.ts'
import { upTo } from '../context/up-to.ts'
import type { Database } from '../db/database.ts'
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
  /** Reads them again at the next question. */
  forget(schema: string): void
  /** The same in all processes. */
  changed(schema: string): Promise<void>
  /** Calls when they have changed, in whatever process; the function returned ends that. */
  onChange(schema: string, listener: () => void): () => void
  /** Stops listening to the database. */
  close(): Promise<void>
}

const ACCESS_CHANNEL = 'tenon_access'
/** Notifications can be lost. */
const FRESH_MILLISECONDS = 30_000
const MAX_TENANTS = 2_000

interface LatestRights {
  rights: TenantRights
  /** Whether its people were read. */
  knowsPeople(): boolean
}

export function makeTenantRightsStore({ database }: { database: Database }): TenantRightsStore {
  const kept = new LRUCache<string, Promise<TenantRights>>({ ...upTo(MAX_TENANTS), ttl: FRESH_MILLISECONDS })
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

  return {
    async get({ schema }) {
      const known = kept.get(schema)
      if (known !== undefined) return known
      if (stop === null) await listen()
      const rights = kept.get(schema) ?? read(schema)
      kept.set(schema, rights)
      rights.catch(() => void kept.delete(schema))
      return rights
    },
    forget: (schema) => void kept.delete(schema),
    async changed(schema) {
      kept.delete(schema)
      await sql`select pg_notify(${ACCESS_CHANNEL}, ${schema})`.execute(database.control)
    },
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
