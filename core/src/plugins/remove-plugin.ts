import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'
import { mergeModel } from '../model/merge-model.ts'
import { changeUnderWay, underChangeLock } from './change-lock.ts'
import { contractsWithoutProvider } from './contract-bindings.ts'
import { editsWithout } from './edits-without.ts'
import { insertUninstallTask } from './lifecycle-tasks.ts'
import { mergeTenantModel } from './merge-tenant-model.ts'
import { removePluginWork } from './plugin-work.ts'
import type { CheckMergedModel, PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'
import { type LifecycleDependencies, runLifecycleTask } from './run-lifecycle-hooks.ts'
import type { SettleInstalls } from './settle-installs.ts'

export interface RemoveOptions {
  /** Agreement to its values being put aside. */
  consent?: boolean
  /** It goes even where its `onUninstall` refuses or fails. */
  force?: boolean
}

export type RemovePlugin = (
  ctx: RequestContext,
  id: string,
  options?: RemoveOptions,
) => Promise<{
  version: number /** What its `onUninstall` failed with, where that was passed over. */
  passedOver?: string
}>

interface Dependencies extends LifecycleDependencies {
  publishModel: PublishMergedModel
  /** Throws what publishing would throw. */
  checkPublish: CheckMergedModel
  installs: Pick<SettleInstalls, 'settleFirst'>
}

/**
 * Takes a plugin out of a tenant in one publish, or not at all. Its tables and columns are put aside, and come back
 * with the plugin. Its `onUninstall` runs before, once all else would let it go. That the actor may do this is for the
 * caller to check. Throws NOT_FOUND, REFERENCE_CONFLICT naming the plugins that need it, what its hook refuses with or
 * fails with unless `force`, and what publishing throws.
 */
export function makeRemovePlugin(dependencies: Dependencies): RemovePlugin {
  const { database, publishModel, plugins, installs } = dependencies
  return async function removePlugin(ctx, id, { consent = false, force = false } = {}) {
    await installs.settleFirst(ctx)
    const { installed, edits, baseVersion } = await readInstalled(database.tenant(ctx.tenant.schema))
    const removed = installed.find(({ manifest }) => manifest.id === id)
    if (removed === undefined) throw notInstalled(ctx, id, installed)
    const dependents = installed.filter(({ manifest }) => Object.hasOwn(manifest.dependencies ?? {}, id))
    if (dependents.length > 0) throw needed(ctx, id, dependents)
    const kept = installed.filter((plugin) => plugin !== removed)
    refuseConsumed(ctx, removed, kept)
    const left = editsWithout(mergeModel(installed, {}, ctx.locale), mergeModel(kept, {}, ctx.locale), edits)
    const publish = { document: mergeTenantModel(kept, left, ctx.locale), baseVersion, consent }
    const refusal = await runUninstallHook(dependencies, ctx, { removed, publish })
    if (refusal !== null && !force) throw notRemoved(ctx, id, refusal)
    const published = await publishModel(ctx, {
      ...publish,
      edits: left,
      note: `− ${id} ${removed.manifest.version}`,
      withinTransaction: async (trx) => {
        await trx.deleteFrom('_plugin').where('id', '=', id).execute()
        await removePluginWork(trx, ctx.tenant, id)
      },
    })
    plugins.invalidate(ctx.tenant)
    return { ...published, ...(refusal !== null && { passedOver: refusal.message }) }
  }
}

/** What provides a contract stays as long as somebody cannot do without it. */
function refuseConsumed({ locale }: RequestContext, { manifest: { id } }: PluginPackage, kept: PluginPackage[]): void {
  const [missing] = contractsWithoutProvider(kept)
  if (missing === undefined) return
  const { contract, consumer } = missing
  const problem: LocalizedText = {
    en: `plugin '${id}' provides the contract ${contract}, which plugin '${consumer.manifest.id}' needs: remove that first`,
    'zh-CN': `插件 '${id}' 提供契约 ${contract}，插件 '${consumer.manifest.id}' 需要它：请先移除后者`,
  }
  throw new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(problem, locale), plugin: id })
}

interface Removal {
  removed: PluginPackage
  publish: { document: ModelDocument; baseVersion: number; consent: boolean }
}

/** What the hook refuses or fails with; null where it has succeeded, or there is none. */
async function runUninstallHook(
  dependencies: Dependencies,
  ctx: RequestContext,
  { removed: { manifest, hooks }, publish }: Removal,
): Promise<TenonError | null> {
  if (!hooks.lifecycle.includes('onUninstall')) return null
  const { database, checkPublish } = dependencies
  const { schema } = ctx.tenant
  // The hook tells the outside world good-bye: not before everything else says yes.
  await checkPublish(ctx, publish)
  const ran = await underChangeLock(database, { schema, waitMilliseconds: WAIT_MILLISECONDS }, async () => {
    const task = await insertUninstallTask(database.tenant(schema), ctx, manifest)
    return { error: await runLifecycleTask(dependencies, ctx, task) }
  })
  if (ran === null) throw changeUnderWay(ctx)
  return ran.error
}

const WAIT_MILLISECONDS = 20_000

/** The hook's own error, and that the plugin is still there. */
function notRemoved({ locale }: RequestContext, id: string, error: TenonError): TenonError {
  const { code, message, problems } = error
  const text: LocalizedText = {
    en: `plugin '${id}' was not removed, because its onUninstall did not allow it: ${message}`,
    'zh-CN': `插件 '${id}' 未移除，因为其 onUninstall 不允许：${message}`,
  }
  return new TenonError({ code, message: textIn(text, locale), problems, plugin: id, cause: error })
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
