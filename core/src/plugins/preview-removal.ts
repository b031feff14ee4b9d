import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PreviewRemovalInput, RemovalPreview } from '@tenon/sdk/contract/plugins-api'
import { type Kysely, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { snakeCase } from '../model/sql-names.ts'
import type { PlanModel } from '../schema-change/plan-model.ts'
import { planRemoval } from './plan-removal.ts'
import { readPluginRow } from './read-plugin-row.ts'

export type PreviewRemoval = (ctx: RequestContext, input: PreviewRemovalInput) => Promise<RemovalPreview>

/** What removing a plugin would put aside and delete. That the actor may do this is for the caller to check. */
export function makePreviewRemoval({
  database,
  planModel,
}: {
  database: Database
  planModel: PlanModel
}): PreviewRemoval {
  return async function previewRemoval(ctx, { id, data = 'archive' }) {
    const db = database.tenant(ctx.tenant.schema)
    const { document, dependents, removed } = await planRemoval(db, ctx, { id, data })
    const secrets = await db.selectFrom('_plugin_secret').select('name').where('plugin', '=', id).execute()
    const { settings } = await readPluginRow(db, ctx, { id })
    return {
      plan: await planModel(ctx, document),
      records: await countRecords(db, ctx.tenant.schema, removed),
      dependents: dependents.map(({ manifest }) => ({ id: manifest.id, label: manifest.label })),
      secrets: secrets.length,
      settings: Object.keys(settings).length,
    }
  }
}

/** Of its own entities, as far as they have a table: an admin may have taken one away. */
async function countRecords(db: Kysely<TenantTables>, schema: string, { entities }: PluginPackage) {
  const counted: RemovalPreview['records'] = []
  for (const { name, label } of entities) {
    const table = sql.id(schema, snakeCase(name))
    const there = await sql<{
      there: boolean
    }>`select to_regclass(${`${quoted(schema)}.${quoted(snakeCase(name))}`}) is not null as there`.execute(db)
    if (there.rows[0]?.there !== true) continue
    const { rows } = await sql<{
      count: string
    }>`select count(*)::text as count from ${table} where deleted_at is null`.execute(db)
    counted.push({ entity: name, label, count: Number(rows[0]?.count ?? 0) })
  }
  return counted
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
