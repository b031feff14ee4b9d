import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'
import { compileModel } from '../model/compile-model.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { readLatestVersion } from '../model/read-latest-version.ts'

/** The model in force of the tenant of `db`; null before the first publishing. */
export type ReadCurrentModel = (db: Kysely<TenantTables>) => Promise<CompiledModel | null>

/**
 * Keeps the model it read last: of a thousand tenants that are looked at one after the other most have the same, and
 * to read and compile it is most of the work and of the memory.
 */
export function makeReadCurrentModel(): ReadCurrentModel {
  let last: { content: string; model: CompiledModel } | null = null
  return async function readCurrentModel(db) {
    const latest = await readLatestVersion(db, last === null ? [] : [last.content])
    if (latest === null) return null
    const { version, content, document } = latest
    if (document !== null) last = { content, model: compileModel(document, version) }
    if (last === null) throw new Error('A document was left out though none was known')
    return last.model.version === version ? last.model : Object.freeze({ ...last.model, version })
  }
}
