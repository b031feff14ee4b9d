import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { mergeModel } from '../model/merge-model.ts'
import { mergePackages } from '../model/merge-packages.ts'
import { checkCodeFits } from './check-code-fits.ts'
import { checkVersionChange } from './check-version-change.ts'
import { checkViewsFit } from './check-views-fit.ts'
import { orderPackages } from './order-packages.ts'
import type { PluginStore } from './plugin-store.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'

interface InstallOptions {
  /** Plugin id → capabilities granted. Default: all that the plugin asks for. */
  grants?: Record<string, string[]>
  /** Agreement to values being put aside, where an upgrade takes fields away. */
  consent?: boolean
  /** A lower version than the installed one may come: values that only the higher one knows are put aside. */
  downgrade?: boolean
  /** Another content under the installed version is refused: whoever made it should have given it a new version. */
  refuseChanged?: boolean
}

export type InstallPlugins = (
  ctx: RequestContext,
  packages: PluginPackage[],
  options?: InstallOptions,
) => Promise<{ version: number }>

/**
 * Installs plugins of a tenant, or other versions of installed ones, in one publish: all of them or none.
 * That the actor may do this is for the caller to check. Throws PLUGIN_INVALID, PLUGIN_CLASH, SCHEMA_INVALID,
 * and what publishing throws. Packages that are there already, unchanged, change nothing.
 */
export function makeInstallPlugins({
  database,
  publishModel,
  plugins,
}: {
  database: Database
  publishModel: PublishMergedModel
  plugins: Pick<PluginStore, 'invalidate'>
}): InstallPlugins {
  return async function installPlugins(ctx, packages, options = {}) {
    const { grants = {}, consent = false } = options
    const db = database.tenant(ctx.tenant.schema)
    const { installed, edits, baseVersion } = await readInstalled(db)
    const added = packages.filter((plugin) => !installed.some((known) => known.integrity === plugin.integrity))
    if (added.length === 0 && baseVersion > 0) return { version: baseVersion }
    for (const plugin of added) checkVersionChange(plugin, installed, { ...options, locale: ctx.locale })
    const replaced = new Set(added.map((plugin) => plugin.manifest.id))
    const kept = installed.filter((plugin) => !replaced.has(plugin.manifest.id))
    const document = mergeChecked([...kept, ...added], { edits, added, ctx })
    const published = await publishModel(ctx, {
      document,
      edits,
      baseVersion,
      consent,
      note: added.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(', '),
      withinTransaction: (trx) => savePlugins(trx, added, grants),
    })
    plugins.invalidate(ctx.tenant)
    return published
  }
}

function mergeChecked(
  packages: PluginPackage[],
  { edits, added, ctx }: { edits: TenantEdits; added: PluginPackage[]; ctx: RequestContext },
): ModelDocument {
  const ordered = orderPackages(packages, ctx.locale)
  const parts = mergePackages(ordered, ctx.locale)
  // Before the whole is checked: here it is known from which file a view comes.
  for (const plugin of added) checkViewsFit(plugin, parts, ctx.locale)
  // Without the tenant's edits: an entity that an admin took away is still one that a plugin's code may name.
  const own = mergeModel(ordered, {}, ctx.locale)
  for (const plugin of added) checkCodeFits(plugin, own, ctx.locale)
  return mergeModel(ordered, edits, ctx.locale)
}

async function savePlugins(
  trx: Kysely<TenantTables>,
  packages: PluginPackage[],
  grants: Record<string, string[]>,
): Promise<void> {
  const rows = packages.map((plugin) => {
    const { id, version, capabilities = [] } = plugin.manifest
    const asked = capabilities.map(({ capability }) => capability)
    // Never more than the manifest asks for.
    const granted = asked.filter((capability) => grants[id]?.includes(capability) ?? true)
    return { id, version, package: JSON.stringify(plugin), grants: granted }
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
      })),
    )
    .execute()
}
