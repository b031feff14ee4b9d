import { createHash } from 'node:crypto'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { LRUCache } from 'lru-cache'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { compileModel } from './compile-model.ts'
import type { CompiledModel } from './compiled-model.ts'
import type { FormerEntry } from './names/former-entry.ts'
import { readFormerNames } from './names/read-former-names.ts'

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
  /** Tenants whose models are kept at hand. */
  capacity?: number
  /** Age at which a kept model's version is compared with the database's: notifications can be lost. */
  recheckMilliseconds?: number
}

interface Kept {
  model: CompiledModel
  checkedAt: number
}

const EMPTY: ModelDocument = { entities: {}, pipelines: {} }
export const MODEL_CHANNEL = 'tenon_model'

/** Compiled models by tenant; tenants with equal documents share what was compiled. */
export function makeModelStore({
  database,
  capacity = 200,
  recheckMilliseconds = 30_000,
}: ModelStoreOptions): ModelStore {
  const kept = new LRUCache<string, Kept>({ max: capacity })
  const loading = new Map<string, Promise<CompiledModel>>()
  const compile = makeSharedCompiler(capacity)
  let stop: Promise<() => Promise<void>> | null = null

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
    const started = readLatest(database, schema).then(({ version, document, former }) => {
      const model = compile(document, version, former)
      if (loading.get(schema) === started) kept.set(schema, { model, checkedAt: Date.now() })
      return model
    })
    loading.set(schema, started)
    const done = () => {
      if (loading.get(schema) === started) loading.delete(schema)
    }
    started.then(done, done)
    return started
  }

  async function recheck(schema: string, { model }: Kept): Promise<CompiledModel> {
    const version = await readVersion(database, schema)
    if (version !== model.version) {
      forget(schema)
      return load(schema)
    }
    kept.set(schema, { model, checkedAt: Date.now() })
    return model
  }

  return {
    async get({ schema }) {
      const known = kept.get(schema)
      if (known !== undefined) {
        return Date.now() - known.checkedAt < recheckMilliseconds ? known.model : recheck(schema, known)
      }
      await listen()
      return load(schema)
    },
    invalidate: ({ schema }) => forget(schema),
    async close() {
      const unlisten = await stop
      stop = null
      await unlisten?.()
    },
  }
}

function makeSharedCompiler(capacity: number) {
  const byContent = new LRUCache<string, CompiledModel>({ max: capacity })
  return (document: ModelDocument, version: number, former: readonly FormerEntry[]): CompiledModel => {
    const hash = createHash('sha256').update(JSON.stringify(document)).digest('base64')
    const shared = byContent.get(hash) ?? compileModel(document, version)
    byContent.set(hash, shared)
    const same = shared.version === version && former.length === 0
    return same ? shared : Object.freeze({ ...shared, version, former })
  }
}

interface Latest {
  version: number
  document: ModelDocument
  former: readonly FormerEntry[]
}

async function readLatest(database: Database, schema: string): Promise<Latest> {
  const db = database.tenant(schema)
  const row = await db
    .selectFrom('_model_version')
    .select(['version', 'document'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { ...(row ?? { version: 0, document: structuredClone(EMPTY) }), former: await readFormerNames(db) }
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
