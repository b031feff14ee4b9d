import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { LRUCache } from 'lru-cache'
import type { TenantRef } from '../context/request-context.ts'
import { upTo } from '../context/up-to.ts'
import type { Database } from '../db/database.ts'
import { isFresh } from '../db/is-fresh.ts'
import { compileModel } from './compile-model.ts'
import type { CompiledModel } from './compiled-model.ts'
import { readFormerNames } from './names/read-former-names.ts'
import { readLatestVersion } from './read-latest-version.ts'

export interface ModelStore {
  /** The tenant's model in force; version 0, without entities, before the first publishing. */
  get(tenant: Pick<TenantRef, 'schema'>): Promise<CompiledModel>
  /** The next `get` reads again. Publishing in another process does this by itself. */
  invalidate(tenant: Pick<TenantRef, 'schema'>): void
  /** Stops listening to the database. */
  close(): Promise<void>
}

export interface ModelStoreOptions {
  database: Database
  /** Models that are kept at hand: one for all tenants that have the same. */
  capacity?: number
  /** Age at which a kept model's version is compared with the database's where notices may have been lost. */
  recheckMilliseconds?: number
}

interface Compiled {
  model: CompiledModel
  /** What tenants have in common that share it. */
  content: string
}

interface Kept extends Compiled {
  /** Of `performance.now`. */
  askedAt: number
}

const EMPTY: ModelDocument = { entities: {}, pipelines: {} }
export const MODEL_CHANNEL = 'tenon_model'
/** Of whom it is known which model they have; without the model itself, each takes next to nothing. */
const MAX_TENANTS = 10_000

/** Compiled models by tenant; tenants with equal documents share what was compiled. */
export function makeModelStore({ database, capacity = 200, recheckMilliseconds }: ModelStoreOptions): ModelStore {
  const kept = new LRUCache<string, Kept>(upTo(MAX_TENANTS))
  const loading = new Map<string, Promise<CompiledModel>>()
  const models = makeSharedModels(capacity, (content) => {
    for (const [schema, known] of [...kept.entries()]) if (known.content === content) kept.delete(schema)
  })
  let stop: Promise<() => Promise<void>> | null = null
  // What is being read at this moment is for somebody who waits, and is kept.
  const stopResting = database.inUse.onRest((schemas) => {
    for (const schema of schemas) kept.delete(schema)
    models.keepOnly(new Set([...kept.values()].map(({ content }) => content)))
  })

  function forget(schema: string): void {
    kept.delete(schema)
    // Whoever is already waiting gets what was read; it is not kept, and nobody else joins.
    loading.delete(schema)
  }

  async function listen(): Promise<void> {
    stop ??= database.listen(MODEL_CHANNEL, (payload) => forget(schemaOf(payload)))
    await stop.catch((error: unknown) => {
      stop = null
      throw error
    })
  }

  function load(schema: string): Promise<CompiledModel> {
    const known = loading.get(schema)
    if (known !== undefined) return known
    const askedAt = performance.now()
    const started = read(schema).then((read) => {
      if (loading.get(schema) === started) kept.set(schema, { ...read, askedAt })
      return read.model
    })
    loading.set(schema, started)
    const done = () => {
      if (loading.get(schema) === started) loading.delete(schema)
    }
    started.then(done, done)
    return started
  }

  async function read(schema: string): Promise<Compiled> {
    const db = database.tenant(schema)
    const known = models.known()
    const latest = await readLatestVersion(db, [...known.keys()])
    const former = await readFormerNames(db)
    const { version, content, document } = latest ?? { version: 0, content: '', document: null }
    // What was known may have been dropped while this was read.
    const make = () => known.get(content) ?? compileModel(document ?? structuredClone(EMPTY), version)
    const shared = models.share(content, make)
    const isWhole = shared.version === version && former.length === 0
    return { content, model: isWhole ? shared : Object.freeze({ ...shared, version, former }) }
  }

  async function recheck(schema: string, { model, content }: Kept): Promise<CompiledModel> {
    const askedAt = performance.now()
    const version = await readVersion(database, schema)
    if (version !== model.version) {
      forget(schema)
      return load(schema)
    }
    kept.set(schema, { model, content, askedAt })
    return model
  }

  return {
    async get({ schema }) {
      const known = kept.get(schema)
      if (known !== undefined) {
        models.use(known.content)
        return isFresh(database, known.askedAt, recheckMilliseconds) ? known.model : recheck(schema, known)
      }
      await listen()
      return load(schema)
    },
    invalidate: ({ schema }) => forget(schema),
    async close() {
      stopResting()
      const unlisten = await stop
      stop = null
      await unlisten?.()
    },
  }
}

/** Models by content. `release` is told of what is no longer kept. */
function makeSharedModels(capacity: number, release: (content: string) => void) {
  const byContent = new LRUCache<string, CompiledModel>({
    max: capacity,
    dispose: (_, content, reason) => {
      if (reason === 'evict') release(content)
    },
  })
  return {
    /** At this moment. */
    known: (): ReadonlyMap<string, CompiledModel> => new Map(byContent.entries()),
    /** The one that is kept, else a new one, which is kept from now on. */
    share(content: string, make: () => CompiledModel): CompiledModel {
      const shared = byContent.get(content) ?? make()
      byContent.set(content, shared)
      return shared
    },
    /** Those that nobody has asked for longest make room. */
    use: (content: string) => void byContent.get(content),
    keepOnly(contents: ReadonlySet<string>) {
      for (const content of [...byContent.keys()]) if (!contents.has(content)) byContent.delete(content)
    },
  }
}

async function readVersion(database: Database, schema: string): Promise<number> {
  const row = await database
    .tenant(schema)
    .selectFrom('_model_version')
    .select('version')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.version ?? 0
}

/** Payload of the channel: `{"schema":"t_acme","version":3}`. */
function schemaOf(payload: string): string {
  return String((JSON.parse(payload) as { schema?: unknown }).schema)
}
