import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { applyEdits } from '../model/apply-edits.ts'
import { findRenames, followRenames } from '../model/edits/follow-renames.ts'
import { mergeModel } from '../model/merge-model.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { rebaseEdits } from '../schema-change/rebase-edits.ts'
import { readStoredVersion } from '../schema-change/stored-version.ts'
import { carryDraft } from './carry-draft.ts'
import { editsWithout } from './edits-without.ts'
import { fitEdits } from './fit-edits.ts'
import { orderPackages } from './order-packages.ts'
import { partsOf } from './parts-of.ts'
import { type PendingInstall, restorePrevious } from './pending-install.ts'
import { prunePluginWork, removePluginWork, syncPluginWork } from './plugin-work.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'
import { revertDataMigrations } from './run-data-migrations.ts'

const ATTEMPTS = 5

type UndoDependencies = Parameters<typeof revertDataMigrations>[0] & { publishModel: PublishMergedModel }

/**
 * Undoes an install whose hook has failed: the plugins that were there before come back, the model with them, and the
 * values of what goes are put aside. Plugins and model change together or not at all.
 */
export async function undoInstall(
  dependencies: UndoDependencies,
  ctx: RequestContext,
  install: PendingInstall,
): Promise<void> {
  // While the fields are still there that it has filled.
  await revertDataMigrations(dependencies, ctx, install.change)
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
  { database, publishModel }: UndoDependencies,
  ctx: RequestContext,
  { change, version: published, plugins }: PendingInstall,
): Promise<void> {
  const db = database.tenant(ctx.tenant.schema)
  const { installed, edits, baseVersion } = await readInstalled(db)
  const ids = new Set(plugins.map(({ id }) => id))
  const back = plugins.flatMap(({ previous }) => (previous === null ? [] : [previous]))
  const kept = installed.filter(({ manifest }) => !ids.has(manifest.id))
  const before = orderPackages([...kept, ...back], ctx.locale)
  const [now, then] = [mergeModel(installed, {}, ctx.locale), mergeModel(before, {}, ctx.locale)]
  const left = editsWithout(now, then, await editsBefore(db, published, edits))
  // Nobody is asked on the way back: a draft has what it had, under the names of before.
  const convert = (own: TenantEdits) =>
    editsWithout(now, then, followRenames(own, findRenames(now, then), applyEdits(now, own).document))
  const fitted = fitEdits(left, mergePackages(before, ctx.locale), (tried) => mergeModel(before, tried, ctx.locale))
  // Another process may have finished or undone it meanwhile; then there is nothing to publish.
  let settled = false
  const publishing = publishModel(ctx, {
    document: fitted.document,
    edits: fitted.edits,
    baseVersion,
    consent: true,
    stages: { bringBack: true, otherwise: 'first' },
    note: textIn(noteOf(plugins), ctx.locale),
    parts: partsOf({ before: installed, after: before }, ctx.locale),
    withinTransaction: async (trx, version) => {
      settled = !(await restorePrevious(trx, change))
      if (settled) throw new Error('The install is settled already')
      const merged = { packages: before, edits: fitted.edits, conflicts: [] }
      await carryDraft(trx, ctx, { installed, merged, baseVersion, version, convert })
      if (fitted.unfit.length > 0) await noteUnfit(trx, ctx, { change, unfit: fitted.unfit })
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

/** The edits in force before the install, with what was edited since. */
async function editsBefore(
  db: Kysely<TenantTables>,
  published: number | null,
  mine: TenantEdits,
): Promise<TenantEdits> {
  if (published === null) return mine
  const base = await readStoredVersion(db, published)
  const theirs = await readStoredVersion(db, published - 1)
  return base === null ? mine : rebaseEdits({ base: base.edits, theirs: theirs?.edits ?? {}, mine }).edits
}

/** Edits that were made on the new version only and have nothing to lie on any more. */
async function noteUnfit(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { change, unfit }: { change: string; unfit: EditConflict[] },
): Promise<void> {
  const conflicts = unfit.map((conflict) => ({ ...conflict }))
  await insertAdminAudit(trx, ctx, { action: 'plugin.undo', id: change, details: { conflicts } })
}

function noteOf(plugins: PendingInstall['plugins']): LocalizedText {
  const names = plugins.map(({ id, version }) => `${id} ${version}`).join(', ')
  return { en: `Undone: ${names}`, 'zh-CN': `已撤销：${names}` }
}
