import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { PublishRun } from '@tenon/sdk/contract/publish-run'
import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { applyEdits } from '../model/apply-edits.ts'
import { findRenames, followRenames } from '../model/edits/follow-renames.ts'
import { mergeModel } from '../model/merge-model.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { rebaseEdits } from '../schema-change/rebase-edits.ts'
import { endFinishing } from '../schema-change/stored-run.ts'
import { readStoredVersion } from '../schema-change/stored-version.ts'
import { carryDraft } from './carry-draft.ts'
import { editsWithout } from './edits-without.ts'
import { fitEdits } from './fit-edits.ts'
import type { InstallWrites } from './install-writes.ts'
import { orderPackages } from './order-packages.ts'
import { partsOf } from './parts-of.ts'
import { type PendingInstall, restorePrevious } from './pending-install.ts'
import { prunePluginWork, removePluginTasks, syncPluginWork } from './plugin-work.ts'
import { readInstalled } from './read-installed.ts'

export interface FailedInstall extends PendingInstall {
  /** What is told of it once it is undone. */
  error: NonNullable<PublishRun['error']>
}

interface PlannedUndo extends InstallWrites {
  document: ModelDocument
  edits: TenantEdits
  baseVersion: number
  note: string
  /** Those that are installed then. */
  before: PluginPackage[]
}

/** Thrown where an install is finished or undone already. */
export class InstallSettled extends Error {}

/** How the plugins that were there before an install come back: the model with them, and what is written with it. */
export async function planUndo(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { change, version: published, plugins, error }: FailedInstall,
): Promise<PlannedUndo> {
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
  return {
    document: fitted.document,
    edits: fitted.edits,
    baseVersion,
    note: textIn(noteOf(plugins), ctx.locale),
    before,
    parts: partsOf({ before: installed, after: before }, ctx.locale),
    async withinTransaction(trx, version) {
      const gone = plugins.flatMap(({ id, previous }) => (previous === null ? [{ id }] : []))
      await prunePluginWork(trx, ctx.tenant, gone)
      // Another process may have finished or undone it meanwhile; then there is nothing to publish.
      if (!(await restorePrevious(trx, change))) throw new InstallSettled('The install is settled already')
      const merged = { packages: before, edits: fitted.edits, conflicts: [] }
      await carryDraft(trx, ctx, { installed, merged, baseVersion, version, convert })
      if (fitted.unfit.length > 0) await noteUnfit(trx, ctx, { change, unfit: fitted.unfit })
      await syncPluginWork(trx, ctx.tenant, back)
      const manifests = back.map(({ manifest }) => manifest)
      await prunePluginWork(trx, ctx.tenant, manifests)
      for (const { id } of gone) await removePluginTasks(trx, id)
      await endFinishing(trx, change, error)
    },
  }
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
