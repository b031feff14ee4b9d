import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { mergeModel } from '../model/merge-model.ts'
import { pluginNotInstalled } from './plugin-not-installed.ts'
import type { PluginStore } from './plugin-store.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'

export type RemovePlugin = (
  ctx: RequestContext,
  id: string,
  options?: { /** Agreement to its values being put aside. */ consent?: boolean },
) => Promise<{ version: number }>

/**
 * Takes a plugin out of a tenant in one publish, or not at all. Its tables and columns are put aside, and come back
 * with the plugin; its settings and secrets are deleted. That the actor may do this is for the caller to check.
 * Throws NOT_FOUND, REFERENCE_CONFLICT naming the plugins that need it, and what publishing throws.
 */
export function makeRemovePlugin({
  database,
  publishModel,
  plugins,
}: {
  database: Database
  publishModel: PublishMergedModel
  plugins: Pick<PluginStore, 'invalidate'>
}): RemovePlugin {
  return async function removePlugin(ctx, id, { consent = false } = {}) {
    const { removed, dependents, ...left } = await planRemoval(database.tenant(ctx.tenant.schema), ctx, id)
    if (dependents.length > 0) throw needed(ctx, id, dependents)
    const published = await publishModel(ctx, {
      ...left,
      consent,
      note: `− ${id} ${removed.manifest.version}`,
      withinTransaction: async (trx) => {
        await trx.deleteFrom('_plugin').where('id', '=', id).execute()
        await trx.deleteFrom('_plugin_secret').where('plugin', '=', id).execute()
        await trx.deleteFrom('_plugin_alert').where('plugin', '=', id).execute()
        const { version } = removed.manifest
        await insertAdminAudit(trx, ctx, { action: 'plugin.remove', id, details: { version } })
      },
    })
    plugins.invalidate(ctx.tenant)
    return published
  }
}

export interface PlannedRemoval {
  removed: PluginPackage
  /** Plugins that need it. */
  dependents: PluginPackage[]
  /** The model and the tenant's own layer without it. */
  document: ModelDocument
  edits: TenantEdits
  baseVersion: number
}

/** What is left when a plugin goes. Throws NOT_FOUND; where others need it, the document is as it is now. */
export async function planRemoval(db: Kysely<TenantTables>, ctx: RequestContext, id: string): Promise<PlannedRemoval> {
  const { installed, edits, baseVersion } = await readInstalled(db)
  const removed = installed.find(({ manifest }) => manifest.id === id)
  if (removed === undefined) throw pluginNotInstalled(ctx, id, installed)
  const dependents = installed.filter(({ manifest }) => Object.hasOwn(manifest.dependencies ?? {}, id))
  const kept = dependents.length > 0 ? installed : installed.filter((plugin) => plugin !== removed)
  const left = editsWithout(mergeModel(installed, {}, ctx.locale), mergeModel(kept, {}, ctx.locale), edits)
  return { removed, dependents, document: mergeModel(kept, left, ctx.locale), edits: left, baseVersion }
}

/** The tenant's changes of parts that go with the plugin go too; parts of its own, and changes of others', stay. */
function editsWithout(before: ModelDocument, after: ModelDocument, edits: TenantEdits): TenantEdits {
  const goes = (layer: 'entities' | 'pipelines', name: string) =>
    Object.hasOwn(before[layer], name) && !Object.hasOwn(after[layer], name)
  const entities = Object.entries(edits.entities ?? {})
    .filter(([name]) => !goes('entities', name))
    .map(([name, patch]) => [name, withoutFields(patch, fieldsThatGo(before, after, name))])
  const pipelines = Object.entries(edits.pipelines ?? {}).filter(([name]) => !goes('pipelines', name))
  return {
    ...edits,
    ...(edits.entities !== undefined && { entities: Object.fromEntries(entities) }),
    ...(edits.pipelines !== undefined && { pipelines: Object.fromEntries(pipelines) }),
  }
}

function fieldsThatGo({ entities: before }: ModelDocument, { entities: after }: ModelDocument, name: string): string[] {
  const left = after[name]?.properties ?? {}
  return Object.keys(before[name]?.properties ?? {}).filter((field) => !Object.hasOwn(left, field))
}

function withoutFields<T>(patch: T, fields: string[]): T {
  if (typeof patch !== 'object' || patch === null || !('properties' in patch)) return patch
  const properties = Object.entries(patch.properties ?? {}).filter(([field]) => !fields.includes(field))
  return { ...patch, properties: Object.fromEntries(properties) }
}

function needed({ locale }: RequestContext, id: string, dependents: PluginPackage[]): TenonError {
  const names = dependents.map(({ manifest }) => `'${manifest.id}'`).join(', ')
  const problem: LocalizedText = {
    en: `plugin '${id}' is needed by ${names}: remove what needs it first`,
    'zh-CN': `插件 '${id}' 被 ${names} 依赖：请先移除依赖它的插件`,
  }
  return new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(problem, locale), plugin: id })
}
