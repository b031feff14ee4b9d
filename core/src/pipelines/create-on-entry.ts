import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { StageRecord } from '@tenon/sdk/contract/pipeline-schema'
import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import { sql } from 'kysely'
import type { Actor, RequestContext, TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantZones } from '../db/tenant-zones.ts'
import { readEvent } from '../events/claim-events.ts'
import type { CompiledEntity, CompiledModel, CompiledPipeline } from '../model/compiled-model.ts'
import type { ModelStore } from '../model/model-store.ts'
import { completeBody } from '../records/complete-event.ts'
import type { CreateRecords } from '../records/create-records.ts'
import { type ExpandableRecord, expandRecords } from '../records/expanding/expand-records.ts'
import { expressionActor } from '../records/expression-actor.ts'
import { fullScope } from '../records/full-scope.ts'
import type { RecordScope } from '../records/record-scope.ts'
import { completeJson } from '../records/row-json.ts'
import { MAX_HOOK_DEPTH } from '../tasks/hook-depth.ts'

/** What is to be created, as it was noted. */
export interface NotedCreation {
  history_id: string
  name: string
  entity: string
  record_id: string
  pipeline: string
  stage: string
  actor: string
  depth: number
  event_id: string
}

/** Whoever made the move, with the rights of this moment; null for one who has none any more, and for plugins. */
export type RecallMover = (tenant: TenantRef, actor: string) => Promise<Actor | null>

export interface CreateOnEntryDependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  zones: Pick<TenantZones, 'get'>
  createRecords: CreateRecords
  recallMover: RecallMover
}

/** Creates it, unless it has been; @throws TenonError where it cannot be */
export type CreateOnEntry = (tenant: TenantRef, noted: NotedCreation, signal: AbortSignal) => Promise<void>

/**
 * Makes the function that creates a record because another entered a stage, through the way that every new record
 * takes: in the mover's name where the mover may create it, else in the system's. Values are worked out on the record as it
 * entered; `now` and `today` are those of the creation.
 */
export function makeCreateOnEntry(dependencies: CreateOnEntryDependencies): CreateOnEntry {
  const { models, createRecords, recallMover } = dependencies
  return async (tenant, noted, signal) => {
    if (noted.depth >= MAX_HOOK_DEPTH) throw tooDeep()
    const model = await models.get(tenant)
    const place = findDeclared(model, noted)
    const mover = await recallMover(tenant, noted.actor)
    const ctx = contextFor(tenant, { actor: mover, depth: noted.depth + 1, signal })
    const values = await workOut(dependencies, ctx, { model, noted, place })
    const { pipeline, stage, name, history_id: history } = noted
    const input = {
      entity: place.declared.entity,
      records: [values],
      cause: { history, name, reason: `stage:${pipeline}/${stage}/${name}` },
    }
    if (mover === null) return void (await createRecords(ctx, input))
    await createRecords(ctx, input).catch(async (error: unknown) => {
      if (!(error instanceof TenonError && error.code === 'FORBIDDEN')) throw error
      await createRecords(contextFor(tenant, { actor: null, depth: noted.depth + 1, signal }), input)
    })
  }
}

interface Acting {
  actor: Actor | null
  depth: number
  signal: AbortSignal
}

function contextFor(tenant: TenantRef, { actor, depth, signal }: Acting): RequestContext {
  const context = systemContext(tenant, 'job')
  return Object.freeze({ ...context, actor: actor ?? context.actor, depth, signal })
}

interface Place {
  entity: CompiledEntity
  pipeline: CompiledPipeline
  declared: StageRecord
  /** JSON Pointer of the declaration below the pipeline. */
  pointer: string
}

function findDeclared(model: CompiledModel, { entity: name, pipeline: of, stage, name: wanted }: NotedCreation): Place {
  const entity = model.entities.get(name)
  const pipeline = model.pipelines.get(of)
  const index = pipeline?.schema.stages.findIndex((one) => one.name === stage) ?? -1
  const creates = pipeline?.schema.stages[index]?.entry?.creates ?? []
  const at = creates.findIndex((one) => one.name === wanted)
  const declared = creates[at]
  if (entity === undefined || pipeline === undefined || declared === undefined) throw gone(wanted)
  return { entity, pipeline, declared, pointer: `/stages/${index}/entry/creates/${at}` }
}

interface Wanted {
  model: CompiledModel
  noted: NotedCreation
  place: Place
}

async function workOut(
  { database, zones }: CreateOnEntryDependencies,
  ctx: RequestContext,
  { model, noted, place }: Wanted,
): Promise<JsonObject> {
  const { declared, pipeline, pointer } = place
  const expressions = Object.keys(declared.values).map((field) => {
    return [field, pipeline.expressions.get(`${pointer}/values/${field}`)] as const
  })
  const known = expressions.flatMap(([, expression]) => expression ?? [])
  const timeZone = await zones.get(ctx.tenant)
  const found = await readEntered(database, ctx, { noted, entity: place.entity })
  const scope = fullScope({ ctx, model, timeZone } as RecordScope, place.entity)
  const db = database.tenant(ctx.tenant.schema)
  const [loaded] = await expandRecords(db, scope, { expressions: known, records: [found] })
  if (loaded === undefined) throw new Error('A record was not loaded')
  const context = { now: new Date(), timeZone, actor: expressionActor(ctx.actor), locale: ctx.locale }
  const worked = (expression: CheckedExpression | undefined): JsonValue =>
    expression === undefined ? null : evaluateExpression(expression, loaded, context)
  return Object.fromEntries(expressions.map(([field, expression]) => [field, worked(expression)]))
}

/** The record as it entered the stage; as it is now, once nobody knows that any more. */
async function readEntered(
  database: Database,
  { tenant }: RequestContext,
  { noted, entity }: { noted: NotedCreation; entity: CompiledEntity },
): Promise<ExpandableRecord> {
  const event = await readEvent(database, tenant.schema, noted.event_id)
  if (event?.after != null) {
    const { after, before } = event
    return { record: completeBody(entity, after), old: before && completeBody(entity, before) }
  }
  const { rows } = await sql<{ body: JsonObject }>`select ${completeJson(entity, 'r')} as body
    from ${sql.id(tenant.schema, entity.table)} r where r.id = ${noted.record_id}::uuid`.execute(
    database.tenant(tenant.schema),
  )
  const body = rows[0]?.body
  if (body === undefined) throw recordGone()
  return { record: body, old: null }
}

function tooDeep(): TenonError {
  return failure('PLUGIN_HOST_CALL_LIMIT', {
    en: `Records that create each other by entering stages are made ${MAX_HOOK_DEPTH} deep at most.`,
    'zh-CN': `因进入阶段而相互创建的记录最多 ${MAX_HOOK_DEPTH} 层。`,
  })
}

function gone(name: string): TenonError {
  return failure('NOT_FOUND', {
    en: `The stage does not create '${name}' any more.`,
    'zh-CN': `该阶段不再创建“${name}”。`,
  })
}

function recordGone(): TenonError {
  return failure('NOT_FOUND', {
    en: 'The record that entered the stage is no more.',
    'zh-CN': '进入该阶段的记录已不存在。',
  })
}

/** Told later, to whoever looks at what became of it. */
function failure(code: TenonErrorCode, texts: { en: string; 'zh-CN': string }): TenonError {
  return new TenonError({ code, message: texts.en, texts })
}
