import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { expectedNames } from '../model/expected-names.ts'
import { mergeModel } from '../model/merge-model.ts'
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
 * with the plugin. That the actor may do this is for the caller to check.
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
    const { installed, edits, baseVersion } = await readInstalled(database.tenant(ctx.tenant.schema))
    const removed = installed.find(({ manifest }) => manifest.id === id)
    if (removed === undefined) throw notInstalled(ctx, id, installed)
    const dependents = installed.filter(({ manifest }) => Object.hasOwn(manifest.dependencies ?? {}, id))
    if (dependents.length > 0) throw needed(ctx, id, dependents)
    const kept = installed.filter((plugin) => plugin !== removed)
    const left = editsWithout(mergeModel(installed, {}, ctx.locale), mergeModel(kept, {}, ctx.locale), edits)
    const published = await publishModel(ctx, {
      document: mergeModel(kept, left, ctx.locale),
      edits: left,
      baseVersion,
      consent,
      note: `− ${id} ${removed.manifest.version}`,
      withinTransaction: async (trx) => {
        await trx.deleteFrom('_plugin').where('id', '=', id).execute()
      },
    })
    plugins.invalidate(ctx.tenant)
    return published
  }
}

/** The tenant's changes of parts that go with the plugin go too; parts of its own, and changes of others', stay. */
function editsWithout(before: ModelDocument, after: ModelDocument, edits: TenantEdits): TenantEdits {
  const goes = (layer: 'entities' | 'pipelines' | 'views', name: string) =>
    Object.hasOwn(before[layer] ?? {}, name) && !Object.hasOwn(after[layer] ?? {}, name)
  const entities = Object.entries(edits.entities ?? {})
    .filter(([name]) => !goes('entities', name))
    .map(([name, patch]) => [name, withoutFields(patch, fieldsThatGo(before, after, name))])
  const pipelines = Object.entries(edits.pipelines ?? {}).filter(([name]) => !goes('pipelines', name))
  const views = Object.entries(edits.views ?? {}).filter(([name]) => !goes('views', name))
  return {
    ...edits,
    ...(edits.entities !== undefined && { entities: Object.fromEntries(entities) }),
    ...(edits.pipelines !== undefined && { pipelines: Object.fromEntries(pipelines) }),
    ...(edits.views !== undefined && { views: Object.fromEntries(views) }),
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

function notInstalled({ locale }: RequestContext, id: string, installed: PluginPackage[]): TenonError {
  const expected = expectedNames(
    id,
    installed.map(({ manifest }) => manifest.id),
  )
  const problem: LocalizedText = {
    en: `plugin '${id}' is not installed; ${expected.en}`,
    'zh-CN': `未安装插件 '${id}'；${expected['zh-CN']}`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(problem, locale) })
}

function needed({ locale }: RequestContext, id: string, dependents: PluginPackage[]): TenonError {
  const names = dependents.map(({ manifest }) => `'${manifest.id}'`).join(', ')
  const problem: LocalizedText = {
    en: `plugin '${id}' is needed by ${names}: remove what needs it first`,
    'zh-CN': `插件 '${id}' 被 ${names} 依赖：请先移除依赖它的插件`,
  }
  return new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(problem, locale), plugin: id })
}
