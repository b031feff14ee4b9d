import type { StagePlace } from '@tenon/sdk/contract/stage-mapping'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'

interface Relocation {
  model: CompiledModel
  entity: CompiledEntity
  /** At most 500. */
  ids: readonly string[]
  /** Null: out of any pipeline. */
  to: StagePlace | null
  /** Whether these are deleted records, or live ones. */
  deleted: boolean
  /** For the audit trail. */
  reason: string
  /** Version that the publish leads to. */
  version: number
}

/**
 * Writes records' new stage with all that follows from it. How records are written is known above this layer, so it is
 * handed in.
 */
export type RelocateRecords = (db: Kysely<TenantTables>, ctx: RequestContext, relocation: Relocation) => Promise<void>
