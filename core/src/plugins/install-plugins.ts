import { randomUUID } from 'node:crypto'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { mergeModel } from '../model/merge-model.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { checkCodeFits } from './check-code-fits.ts'
import { checkContracts } from './check-contracts.ts'
import { checkHeardEvents } from './check-heard-events.ts'
import { checkVersionChange } from './check-version-change.ts'
import { checkViewsFit } from './check-views-fit.ts'
import { findProviders } from './find-providers.ts'
import { type LifecycleRun, lifecycleRuns } from './lifecycle-runs.ts'
import { insertLifecycleTasks } from './lifecycle-tasks.ts'
import { mergeTenantModel } from './merge-tenant-model.ts'
import { orderPackages } from './order-packages.ts'
import { pendingOf } from './pending-install.ts'
import { BUNDLED_PLUGINS, type PluginShelves } from './plugin-shelves.ts'
import type { PluginStore } from './plugin-store.ts'
import { prunePluginWork, syncPluginWork } from './plugin-work.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'
import { readInstallError, type SettleInstalls } from './settle-installs.ts'

interface InstallOptions {
  /** Plugin id → capabilities granted. Default: all that the plugin asks for. */
  grants?: Record<string, string[]>
  /** Agreement to values being put aside, where an upgrade takes fields away. */
  consent?: boolean
  /** A lower version than the installed one may come: values that only the higher one knows are put aside. */
  downgrade?: boolean
  /** Another content under the installed version is refused: whoever made it should have given it a new version. */
  refuseChanged?: boolean
  /** Where plugins lie that could be installed too, to be named when one of them is needed. */
  shelves?: PluginShelves
}

export type InstallPlugins = (
  ctx: RequestContext,
  packages: PluginPackage[],
  options?: InstallOptions,
) => Promise<{ version: number }>

/**
 * Installs plugins of a tenant, or other versions of installed ones, in one publish: all of them or none. Their
 * lifecycle hooks run after it, when their tables are there; where one fails, what was there before comes back and its
 * error is told. That the actor may do this is for the caller to check. Throws PLUGIN_INVALID, PLUGIN_CLASH,
 * SCHEMA_INVALID, CONFLICT while another process is at it, and what publishing and hooks throw. Packages that are there
 * already, unchanged, change nothing.
 */
export function makeInstallPlugins({
  database,
  publishModel,
  plugins,
  installs,
}: {
  database: Database
  publishModel: PublishMergedModel
  plugins: Pick<PluginStore, 'invalidate'>
  installs: SettleInstalls
}): InstallPlugins {
  return async function installPlugins(ctx, packages, options = {}) {
    await installs.settleFirst(ctx)
    const db = database.tenant(ctx.tenant.schema)
    const { installed, edits, baseVersion } = await readInstalled(db)
    const added = packages.filter((plugin) => !installed.some((known) => known.integrity === plugin.integrity))
    if (added.length === 0 && baseVersion > 0) return { version: baseVersion }
    for (const plugin of added) checkVersionChange(plugin, installed, { ...options, locale: ctx.locale })
    const replaced = new Set(added.map((plugin) => plugin.manifest.id))
    const kept = installed.filter((plugin) => !replaced.has(plugin.manifest.id))
    const together = [...kept, ...added]
    const candidates = await findProviders(together, [...(options.shelves ?? []), BUNDLED_PLUGINS])
    const document = mergeChecked(together, { edits, added, ctx, candidates })
    const ordered = orderPackages(together, ctx.locale).filter((plugin) => added.includes(plugin))
    const runs = lifecycleRuns(ordered, installed)
    const change = runs.length === 0 ? null : randomUUID()
    const published = await publishModel(ctx, {
      document,
      edits,
      baseVersion,
      consent: options.consent ?? false,
      note: added.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(', '),
      withinTransaction: async (trx) => {
        await savePlugins(trx, added, { grants: options.grants ?? {}, change })
        await syncPluginWork(trx, ctx.tenant, added)
        if (change !== null) await insertLifecycleTasks(trx, ctx, { change, runs })
        else
          await prunePluginWork(
            trx,
            ctx.tenant,
            added.map(({ manifest }) => manifest),
          )
      },
    })
    plugins.invalidate(ctx.tenant)
    if (change !== null) await finishInstall({ database, installs }, ctx, { change, runs })
    return published
  }
}

/** How long another process may take that has come first, as a server does that looks for installs left pending. */
const WAIT_MILLISECONDS = 600_000

async function finishInstall(
  { database, installs }: { database: Database; installs: SettleInstalls },
  ctx: RequestContext,
  { change, runs }: { change: string; runs: readonly LifecycleRun[] },
): Promise<void> {
  const settled = await installs.settle(ctx, { waitMilliseconds: WAIT_MILLISECONDS })
  const own = settled.find((install) => install.change === change)
  const error = own === undefined ? await readInstallError({ database }, ctx, change) : own.error
  if (error !== null) throw undone(ctx, error, runs)
}

/** The hook's own error, and that all is as it was. */
function undone({ locale }: RequestContext, error: TenonError, runs: readonly LifecycleRun[]): TenonError {
  const { code, message, problems, plugin = '' } = error
  const upgraded = runs.find((run) => run.plugin === plugin)?.hook === 'onUpgrade'
  const [done, doneZh] = upgraded ? ['upgraded', '升级'] : ['installed', '安装']
  const text: LocalizedText = {
    en: `plugin '${plugin}' was not ${done}, and everything is as it was before: ${message}`,
    'zh-CN': `插件 '${plugin}' 未能${doneZh}，一切已恢复原状：${message}`,
  }
  return new TenonError({ code, message: textIn(text, locale), problems, plugin, cause: error })
}

interface MergeInput {
  edits: TenantEdits
  added: PluginPackage[]
  ctx: RequestContext
  candidates: ReadonlyMap<string, readonly string[]>
}

function mergeChecked(packages: PluginPackage[], { edits, added, ctx, candidates }: MergeInput): ModelDocument {
  const { locale } = ctx
  const ordered = orderPackages(packages, locale)
  const parts = mergePackages(ordered, locale)
  // Before the whole is checked: here it is known from which file a view comes.
  for (const plugin of added) checkViewsFit(plugin, parts, locale)
  // Without the tenant's edits: an entity that an admin took away is still one that a plugin's code may name.
  const own = mergeModel(ordered, {}, locale)
  for (const plugin of added) checkCodeFits(plugin, { packages: ordered, document: own, locale })
  checkHeardEvents(ordered, locale)
  checkContracts(ordered, { document: own, locale, candidates })
  return mergeTenantModel(ordered, edits, locale)
}

async function savePlugins(
  trx: Kysely<TenantTables>,
  packages: PluginPackage[],
  { grants, change }: { grants: Record<string, string[]>; change: string | null },
): Promise<void> {
  const pending = change === null ? { inserted: null, replacing: null } : pendingOf(change)
  const rows = packages.map((plugin) => {
    const { id, version, capabilities = [] } = plugin.manifest
    const asked = capabilities.map(({ capability }) => capability)
    // Never more than the manifest asks for.
    const granted = asked.filter((capability) => grants[id]?.includes(capability) ?? true)
    return { id, version, package: JSON.stringify(plugin), grants: granted, pending: pending.inserted }
  })
  if (rows.length === 0) return
  await trx
    .insertInto('_plugin')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        version: eb.ref('excluded.version'),
        package: eb.ref('excluded.package'),
        grants: eb.ref('excluded.grants'),
        installed_at: eb.fn('now'),
        pending: pending.replacing,
      })),
    )
    .execute()
}
