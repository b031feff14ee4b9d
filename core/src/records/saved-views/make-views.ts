import type { SavedView, ViewsApi } from '@tenon/sdk/contract/views-api'
import type { Kysely } from 'kysely'
import type { Access } from '../../access/make-access.ts'
import { insertAdminAudit } from '../../audit/insert-admin-audit.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { settleClaim } from '../idempotency/settle-claim.ts'
import type { Queryable } from '../queryable.ts'
import { makeOpenScope, type OpenScope, type RecordScope, type ScopeDependencies } from '../record-scope.ts'
import { usableDefinition } from './definition-parts.ts'
import { onceViews } from './once-views.ts'
import { mayChange, readViewRows, type ViewRow } from './read-view-rows.ts'
import { currentDefinition, type StoredDefinition } from './stored-definition.ts'
import { type ViewCaller, viewCaller } from './view-caller.ts'
import { viewRefusals } from './view-refusals.ts'
import { insertView, reorderViews, updateView, type Writing } from './write-views.ts'

interface Dependencies extends ScopeDependencies {
  database: Database
  access: Pick<Access, 'of' | 'hasRight'>
}

type Views = WithContext<ViewsApi>

/** Makes the verbs over saved views; entities and fields by their keys. */
export function makeViews(dependencies: Dependencies): Views {
  const { database, access } = dependencies
  const openScope = makeOpenScope(dependencies)
  const dbOf = ({ tenant }: RequestContext) => database.tenant(tenant.schema)

  async function open(ctx: RequestContext, { id, version }: { id: string; version: number }) {
    const caller = await viewCaller(ctx, access)
    const [row] = await readViewRows(dbOf(ctx), caller, { id })
    const scope = row === undefined ? null : await readableScope(openScope, ctx, row.entity)
    if (row === undefined || scope === null) throw viewRefusals.missing(ctx)
    if (!mayChange(caller, row)) throw viewRefusals.notYours(ctx, row)
    if (row.version !== version) throw viewRefusals.conflict(ctx, row)
    return { caller, row, scope }
  }

  return onceViews(database, {
    async list(ctx, { entity }) {
      const caller = await viewCaller(ctx, access)
      if (entity !== undefined) await openScope(ctx, { entity, action: 'read' })
      return listViews(dbOf(ctx), { ctx, caller, openScope, entity })
    },
    async get(ctx, { id, entity }) {
      const caller = await viewCaller(ctx, access)
      const [row] = await readViewRows(dbOf(ctx), caller, { id, ...(entity !== undefined && { entity }) })
      const scope = row === undefined ? null : await readableScope(openScope, ctx, row.entity)
      if (row === undefined || scope === null) throw viewRefusals.missing(ctx)
      return shown(scope, caller, row)
    },
    async create(ctx, input) {
      const caller = await viewCaller(ctx, access)
      const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
      return database.transaction(ctx.tenant.schema, async (trx) => {
        const id = await insertView(trx, { scope, caller, input })
        await settleClaim(trx, ctx, [{ id }])
        return written(trx, ctx, { scope, caller, id, action: 'view.create' })
      })
    },
    async update(ctx, input) {
      const { caller, row, scope } = await open(ctx, input)
      return database.transaction(ctx.tenant.schema, async (trx) => {
        await updateView(trx, { scope, caller, input, row })
        return written(trx, ctx, { scope, caller, id: row.id, action: 'view.update' })
      })
    },
    async delete(ctx, input) {
      const { caller, row, scope } = await open(ctx, input)
      await database.transaction(ctx.tenant.schema, async (trx) => {
        const deletion = trx.deleteFrom('_saved_view').where('id', '=', row.id).where('version', '=', input.version)
        const { numDeletedRows } = await deletion.executeTakeFirst()
        if (numDeletedRows === 0n) throw viewRefusals.conflict(ctx, row)
        await trx.deleteFrom('_list_preference').where('view', '=', row.id).execute()
        await audit(trx, ctx, { action: 'view.delete', row })
      })
      return shown(scope, caller, row)
    },
    async reorder(ctx, { entity, ids }) {
      const caller = await viewCaller(ctx, access)
      await openScope(ctx, { entity, action: 'read' })
      const db = dbOf(ctx)
      await reorderViews(db, ctx, { rows: await readViewRows(db, caller, { entity }), ids, caller })
      return listViews(db, { ctx, caller, openScope, entity })
    },
  })
}

async function listViews(
  db: Queryable,
  {
    ctx,
    caller,
    openScope,
    entity,
  }: { ctx: RequestContext; caller: ViewCaller; openScope: OpenScope; entity?: string | undefined },
): Promise<SavedView[]> {
  const rows = await readViewRows(db, caller, entity === undefined ? {} : { entity })
  const entities = [...new Set(rows.map((row) => row.entity))]
  const scopes = await Promise.all(entities.map((name) => readableScope(openScope, ctx, name)))
  return rows.flatMap((row) => {
    const scope = scopes[entities.indexOf(row.entity)] ?? null
    return scope === null ? [] : [shown(scope, caller, row)]
  })
}

/** Null where the actor may not read the entity, or there is none any more. */
async function readableScope(openScope: OpenScope, ctx: RequestContext, entity: string): Promise<RecordScope | null> {
  return openScope(ctx, { entity, action: 'read' }).catch((error: { code?: string }) => {
    if (error.code === 'FORBIDDEN') return null
    throw error
  })
}

function shown(scope: RecordScope, caller: ViewCaller, row: ViewRow): SavedView {
  const stored = row.definition as StoredDefinition
  const current = currentDefinition(scope.model, { entity: row.entity, stored })
  const { definition, omitted } = usableDefinition(scope, current)
  const canChange = mayChange(caller, row)
  const { hidden, gone } = omitted
  return {
    ...{ id: row.id, entity: row.entity, name: row.name, ...definition },
    owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name ?? '' },
    sharedWith: row.audience === 'some' ? { roles: row.roles, teams: row.teams } : row.audience,
    ...{ defaultFor: row.default_for, version: row.version, updatedAt: row.updated_at.toISOString(), canChange },
    isDefault: row.default_for.some((role) => caller.roles.includes(role)),
    omitted: canChange ? omitted : { hidden: hidden + gone.length, gone: [] },
  }
}

interface Written extends Writing {
  id: string
  action: string
}

async function written(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { scope, caller, id, action }: Written,
): Promise<SavedView> {
  const [row] = await readViewRows(trx, caller, { id })
  if (row === undefined) throw viewRefusals.missing(ctx)
  await audit(trx, ctx, { action, row })
  return shown(scope, caller, row)
}

/** What a person keeps for themselves is no matter of the audit trail. */
async function audit(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { action, row }: { action: string; row: ViewRow },
): Promise<void> {
  if (row.audience === 'nobody') return
  const { id, entity, name, audience, roles, teams, default_for: defaultFor } = row
  await insertAdminAudit(trx, ctx, { action, id, details: { entity, name, audience, roles, teams, defaultFor } })
}
