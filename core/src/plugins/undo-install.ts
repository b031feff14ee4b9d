import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { mergeModel } from '../model/merge-model.ts'
import { editsWithout } from './edits-without.ts'
import { orderPackages } from './order-packages.ts'
import { type PendingInstall, restorePrevious } from './pending-install.ts'
import { prunePluginWork, removePluginWork, syncPluginWork } from './plugin-work.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'

const ATTEMPTS = 5

/**
 * Undoes an install whose hook has failed: the plugins that were there before come back, the model with them, and the
 * values of what goes are put aside. Plugins and model change together or not at all.
 */
export async function undoInstall(
  dependencies: { database: Database; publishModel: PublishMergedModel },
  ctx: RequestContext,
  install: PendingInstall,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryUndo(dependencies, ctx, install)
    } catch (error) {
      // Something else was published in between: the undoing begins with what there is now.
      const again = error instanceof TenonError && error.code === 'VERSION_CONFLICT' && attempt < ATTEMPTS
      if (!again) throw error
    }
  }
}

async function tryUndo(
  { database, publishModel }: { database: Database; publishModel: PublishMergedModel },
  ctx: RequestContext,
  { change, plugins }: PendingInstall,
): Promise<void> {
  const { installed, edits, baseVersion } = await readInstalled(database.tenant(ctx.tenant.schema))
  const ids = new Set(plugins.map(({ id }) => id))
  const back = plugins.flatMap(({ previous }) => (previous === null ? [] : [previous]))
  const kept = installed.filter(({ manifest }) => !ids.has(manifest.id))
  const before = orderPackages([...kept, ...back], ctx.locale)
  const left = editsWithout(mergeModel(installed, {}, ctx.locale), mergeModel(before, {}, ctx.locale), edits)
  // Another process may have finished or undone it meanwhile; then there is nothing to publish.
  let settled = false
  const publishing = publishModel(ctx, {
    document: mergeModel(before, left, ctx.locale),
    edits: left,
    baseVersion,
    consent: true,
    note: textIn(noteOf(plugins), ctx.locale),
    withinTransaction: async (trx) => {
      settled = !(await restorePrevious(trx, change))
      if (settled) throw new Error('The install is settled already')
      await syncPluginWork(trx, ctx.tenant, back)
      const manifests = back.map(({ manifest }) => manifest)
      await prunePluginWork(trx, ctx.tenant, manifests)
      for (const { id, previous } of plugins) if (previous === null) await removePluginWork(trx, ctx.tenant, id)
    },
  })
  await publishing.catch((error: unknown) => {
    if (!settled) throw error
  })
}

function noteOf(plugins: PendingInstall['plugins']): LocalizedText {
  const names = plugins.map(({ id, version }) => `${id} ${version}`).join(', ')
  return { en: `Undone: ${names}`, 'zh-CN': `已撤销：${names}` }
}
