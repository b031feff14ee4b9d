import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { checkVersionChange } from './check-version-change.ts'
import { mergeChecked } from './merge-checked.ts'
import { demandAgreement, type GrantAnswer, newCapabilities } from './new-capabilities.ts'
import type { PluginStore } from './plugin-store.ts'
import type { PublishMergedModel } from './publish-merged-model.ts'
import { readInstalled } from './read-installed.ts'
import { savePlugins } from './save-plugins.ts'
import { settingsToStore } from './settings-to-store.ts'

interface InstallOptions {
  /**
   * Which new capabilities are agreed to. Missing: nobody was asked. That is enough for the system's own work, such
   * as a demo's; a person's is refused then if there is something to agree to.
   */
  grants?: GrantAnswer
  /** Agreement to values being put aside, where an upgrade takes fields away. */
  consent?: boolean
  /** A lower version than the installed one may come: values that only the higher one knows are put aside. */
  downgrade?: boolean
  /** Another content under the installed version is refused: whoever made it should have given it a new version. */
  refuseChanged?: boolean
  /** Plugin id → settings to begin with. Default: those that it has. */
  settings?: Record<string, JsonObject>
  /** Plugin id → what the audit trail shall say besides, such as where it came from. */
  notes?: Record<string, JsonObject>
}

export type InstallPlugins = (
  ctx: RequestContext,
  packages: PluginPackage[],
  options?: InstallOptions,
) => Promise<{ version: number }>

/**
 * Installs plugins of a tenant, or other versions of installed ones, in one publish: all of them or none.
 * That the actor may do this is for the caller to check. Throws PLUGIN_INVALID, PLUGIN_CLASH, SCHEMA_INVALID,
 * VALIDATION_FAILED for settings, CONSENT_REQUIRED for new capabilities without an answer, and what publishing throws.
 * Packages that are there already, unchanged, change nothing.
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
    const { consent = false, notes = {} } = options
    const answer = options.grants ?? (ctx.actor.kind === 'system' ? 'all' : {})
    const db = database.tenant(ctx.tenant.schema)
    const { installed, edits, baseVersion } = await readInstalled(db)
    const added = packages.filter((plugin) => !installed.some((known) => known.integrity === plugin.integrity))
    if (added.length === 0 && baseVersion > 0) return { version: baseVersion }
    for (const plugin of added) checkVersionChange(plugin, installed, { ...options, locale: ctx.locale })
    const settings = checkSettings(added, options.settings ?? {}, ctx.locale)
    const document = mergeChecked(ctx, { installed, added, edits })
    const known = installed.map(({ manifest }) => manifest)
    demandAgreement(ctx, newCapabilities(added, known), answer)
    const published = await publishModel(ctx, {
      document,
      edits,
      baseVersion,
      consent,
      note: added.map(({ manifest }) => `${manifest.id} ${manifest.version}`).join(', '),
      withinTransaction: (trx) => savePlugins(trx, ctx, { packages: added, answer, settings, notes }),
    })
    plugins.invalidate(ctx.tenant)
    return published
  }
}

function checkSettings(
  packages: readonly PluginPackage[],
  settings: Record<string, JsonObject>,
  locale: Locale,
): Record<string, JsonObject> {
  const given = packages.filter(({ manifest }) => Object.hasOwn(settings, manifest.id))
  const checked = given.map(({ manifest: { id, settings: form } }) => {
    return [id, settingsToStore(form, settings[id] ?? {}, { locale, pointer: '/settings' })] as const
  })
  return Object.fromEntries(checked)
}
