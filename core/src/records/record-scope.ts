import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess, EntityAction } from '../access/entity-access.ts'
import type { Access, ActorAccess } from '../access/make-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'

/** One entity in one request: the model version that the request began with, and the actor's rights over it. */
export interface RecordScope {
  readonly ctx: RequestContext
  readonly model: CompiledModel
  readonly rights: ActorAccess
  readonly access: EntityAccess
  readonly entity: CompiledEntity
  /** IANA zone in which the tenant's days begin. */
  readonly timeZone: string
  /** The entry into a stage that a write follows from; missing: none. */
  readonly cause?: StageCause
  /** Whether the record's tags are among what is read and written: they are of no interest to most requests. */
  readonly tagged?: boolean
  /** Nobody asks whether there is such a record already: of a merge, which makes fewer of them. */
  readonly mayDouble?: boolean
  /** From where the request came, as the audit trail has it. Missing: as the context says. */
  readonly origin?: string | null
  /** What a write of many answers with: ids and versions alone. */
  readonly brief?: true
  /** Ids that new records are to have, by their places in what was asked. */
  readonly newIds?: readonly string[]
}

/** Whatever makes a record because another entered a stage does it once: the note of it is kept in the same statement. */
export interface StageCause {
  /** Id of the entry in the stage history, and name of what it creates. */
  readonly history: string
  readonly name: string
  /** For the audit trail: `stage:<pipeline>/<stage>/<name>`. */
  readonly reason: string
}

export interface ScopeDependencies {
  models: Pick<ModelStore, 'get'>
  access: Pick<Access, 'of'>
  zones: Pick<TenantZones, 'get'>
}

/** @throws TenonError FORBIDDEN, also where there is no such entity */
export type OpenScope = (ctx: RequestContext, input: { entity: string; action: EntityAction }) => Promise<RecordScope>

export function makeOpenScope({ models, access, zones }: ScopeDependencies): OpenScope {
  return async (ctx, { entity, action }) => {
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const allowed = rights.require(entity, action)
    const timeZone = await zones.get(ctx.tenant)
    return { ctx, model, rights, access: allowed, entity: allowed.entity, timeZone }
  }
}

/** The entity's table, addressed in the tenant's schema. */
export function tableOf(ctx: RequestContext, entity: CompiledEntity): RawBuilder<unknown> {
  return sql`${sql.id(ctx.tenant.schema, entity.table)}`
}

/** One of Tenon's own tables in the tenant's schema. */
export function systemTable(ctx: RequestContext, table: string): RawBuilder<unknown> {
  return sql`${sql.id(ctx.tenant.schema, table)}`
}
