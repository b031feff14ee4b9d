import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { DataFate } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { refuseDuringRun } from '../schema-change/refuse-during-run.ts'
import type { StageDecision } from '../schema-change/stages/stage-decision.ts'
import type { FileStorage } from '../storage/file-storage.ts'
import { carryDraft } from './carry-draft.ts'
import { changeUnderWay, underChangeLock } from './change-lock.ts'
import { finishErasures } from './finish-erasures.ts'
import { insertUninstallTask } from './lifecycle-tasks.ts'
import { partsOf } from './parts-of.ts'
import { planRemoval } from './plan-removal.ts'
import { prunePluginWork, removePluginTasks } from './plugin-work.ts'
import type { CheckMergedModel, PublishMergedModel } from './publish-merged-model.ts'
import { purgeData } from './purge-data.ts'
import { type LifecycleDependencies, runLifecycleTask } from './run-lifecycle-hooks.ts'
import type { SettleInstalls } from './settle-installs.ts'
import type { TakeBackLifecycle } from './take-back-lifecycle.ts'

interface RemoveOptions {
  /** Agreement to its values being put aside. */
  consent?: boolean
  /** What becomes of records of others whose stage goes with it. */
  stages?: StageDecision
  /** What becomes of its records and fields. Default: `archive`. */
  data?: DataFate
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
  takeBack: TakeBackLifecycle
  storage: FileStorage
}

/**
 * Takes a plugin out of a tenant in one publish, or not at all. Its tables and columns stay as the tenant's
 * own, are put aside until the plugin comes back, or are deleted for good; its settings and secrets are deleted.
 * Its `onUninstall` runs before, once all else would let it go.
 * That the actor may do this is for the caller to check. Throws NOT_FOUND, REFERENCE_CONFLICT naming the plugins that
 * need it, what its hook refuses with or fails with unless `force`, and what publishing throws.
 */
export function makeRemovePlugin(dependencies: Dependencies): RemovePlugin {
  const { database, publishModel, plugins, installs } = dependencies
  return async function removePlugin(ctx, id, { consent = false, stages, force = false, data = 'archive' } = {}) {
    const { schema } = ctx.tenant
    // Before its hook tells the outside world good-bye.
    await refuseDuringRun(ctx, database.tenant(schema))
    await installs.settleFirst(ctx)
    const planned = await planRemoval(database.tenant(schema), ctx, { id, data })
    const { removed, dependents, leaving, packages, convert, ...left } = planned
    if (dependents.length > 0) throw needed(ctx, id, dependents)
    const publish = { ...left, consent, ...(stages !== undefined && { stages }) }
    const { refusal, change } = await runUninstallHook(dependencies, ctx, { removed, publish })
    if (refusal !== null && !force) {
      const kept = await dependencies.takeBack(ctx, change)
      throw notRemoved(ctx, refusal, { id, left: kept })
    }
    const published = await publishModel(ctx, {
      ...publish,
      note: `− ${id} ${removed.manifest.version}`,
      parts: partsOf({ before: packages.installed, after: packages.kept }, ctx.locale),
      withinTransaction: async (trx, version) => {
        await deletePlugin(trx, ctx, { removed, data })
        const merged = { packages: packages.kept, edits: left.edits, conflicts: [] }
        await carryDraft(trx, ctx, {
          installed: packages.installed,
          merged,
          baseVersion: left.baseVersion,
          version,
          convert,
        })
      },
      // What it drops has only been put aside by then.
      ...(data === 'purge' && { onTables: (trx) => purgeData(trx, ctx, { plugin: id, data: leaving }) }),
    })
    plugins.invalidate(ctx.tenant)
    if (data === 'purge') await finishErasures(dependencies, schema)
    return { ...published, ...(refusal !== null && { passedOver: refusal.message }) }
  }
}

async function deletePlugin(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { removed, data }: { removed: PluginPackage; data: DataFate },
): Promise<void> {
  const { id, version } = removed.manifest
  await prunePluginWork(trx, ctx.tenant, [{ id }])
  await trx.deleteFrom('_plugin').where('id', '=', id).execute()
  await trx.deleteFrom('_plugin_secret').where('plugin', '=', id).execute()
  await trx.deleteFrom('_plugin_alert').where('plugin', '=', id).execute()
  await removePluginTasks(trx, id)
  await insertAdminAudit(trx, ctx, { action: 'plugin.remove', id, details: { version, data } })
}

interface Removal {
  removed: PluginPackage
  publish: Parameters<CheckMergedModel>[1]
}

interface RanUninstall {
  /** What the hook refuses or fails with; null where it has succeeded, or there is none. */
  refusal: TenonError | null
  /** Under which its task was written. */
  change: string
}

async function runUninstallHook(
  dependencies: Dependencies,
  ctx: RequestContext,
  { removed: { manifest, hooks }, publish }: Removal,
): Promise<RanUninstall> {
  if (!hooks.lifecycle.includes('onUninstall')) return { refusal: null, change: '' }
  const { database, checkPublish } = dependencies
  const { schema } = ctx.tenant
  // The hook tells the outside world good-bye: not before everything else says yes.
  await checkPublish(ctx, publish)
  const ran = await underChangeLock(database, { schema, waitMilliseconds: WAIT_MILLISECONDS }, async () => {
    const { change, task } = await insertUninstallTask(database.tenant(schema), ctx, manifest)
    return { refusal: await runLifecycleTask(dependencies, ctx, task), change }
  })
  if (ran === null) throw changeUnderWay(ctx)
  return ran
}

const WAIT_MILLISECONDS = 20_000

/** The hook's own error, and that the plugin is still there. `left`: of how many records that it wrote something stays. */
function notRemoved(
  { locale }: RequestContext,
  error: TenonError,
  { id, left }: { id: string; left: number },
): TenonError {
  const { code, message, problems } = error
  const stays = left === 0 ? '' : ` Of ${left} records that it had written something stays.`
  const staysZh = left === 0 ? '' : ` 其写入的 ${left} 条记录未能完全恢复。`
  const text: LocalizedText = {
    en: `plugin '${id}' was not removed, because its onUninstall did not allow it: ${message}${stays}`,
    'zh-CN': `插件 '${id}' 未移除，因为其 onUninstall 不允许：${message}${staysZh}`,
  }
  return new TenonError({ code, message: textIn(text, locale), problems, plugin: id, cause: error })
}

function needed({ locale }: RequestContext, id: string, dependents: PluginPackage[]): TenonError {
  const names = dependents.map(({ manifest }) => `'${manifest.id}'`).join(', ')
  const problem: LocalizedText = {
    en: `plugin '${id}' is needed by ${names}: remove what needs it first`,
    'zh-CN': `插件 '${id}' 被 ${names} 依赖：请先移除依赖它的插件`,
  }
  return new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(problem, locale), plugin: id })
}
