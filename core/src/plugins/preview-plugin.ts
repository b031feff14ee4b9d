import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type {
  PluginPreview,
  PluginVersionInput,
  PreviewedCapability,
  PreviewedPackage,
} from '@tenon/sdk/contract/plugins-api'
import semver from 'semver'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { PlanModel } from '../schema-change/plan-model.ts'
import { borrowedColumns } from './borrowed-columns.ts'
import { plannedMigrations } from './data-migration.ts'
import type { GatheredPackage, GatherFromCatalogues } from './gather-from-catalogues.ts'
import { mergeChecked } from './merge-checked.ts'
import { pluginContents } from './plugin-contents.ts'
import { readInstalled } from './read-installed.ts'
import type { StoredPlugin } from './read-installed-plugins.ts'
import { signatureVerdict } from './signature-verdict.ts'

export type PreviewPlugin = (ctx: RequestContext, input: PluginVersionInput) => Promise<PluginPreview>

/** What installing or upgrading would bring and do. That the actor may do this is for the caller to check. */
export function makePreviewPlugin({
  database,
  gather,
  planModel,
}: {
  database: Database
  gather: GatherFromCatalogues
  planModel: PlanModel
}): PreviewPlugin {
  return async function previewPlugin(ctx, { id, version }) {
    const db = database.tenant(ctx.tenant.schema)
    const { stored, installed, edits, baseVersion } = await readInstalled(db)
    const gathered = await gather(ctx, { id, version, installed })
    const added = gathered.map(({ plugin }) => plugin)
    const packages = gathered.map((one) =>
      previewed(
        one,
        stored.find(({ package: known }) => sameId(known, one.plugin)),
      ),
    )
    const borrowed = await borrowedColumns(db, ctx, { installed, edits, baseVersion })
    const { document, conflicts } = await mergeChecked(ctx, { installed, added, edits, borrowed })
    const plan = await planModel(ctx, document)
    const installedVersion = packages.at(-1)?.installedVersion ?? null
    const migrations = plannedMigrations(added, installed).map(({ plugin, entity }) => ({ plugin, entity }))
    return {
      id,
      version,
      installedVersion,
      isDowngrade: installedVersion !== null && semver.lt(version, installedVersion),
      packages,
      plan,
      migrations,
      conflicts,
    }
  }
}

function sameId(one: PluginPackage, other: PluginPackage): boolean {
  return one.manifest.id === other.manifest.id
}

function previewed(
  { plugin, trust, source, unread }: GatheredPackage,
  installed: StoredPlugin | undefined,
): PreviewedPackage {
  const { id, version, label, description, settings, secrets = [] } = plugin.manifest
  const installedVersion = installed?.package.manifest.version ?? null
  return {
    ...{ id, version, label, description: description ?? null, installedVersion, source, unread },
    signature: signatureVerdict(trust),
    changed: installedVersion === version && installed?.package.integrity !== plugin.integrity,
    capabilities: capabilitiesOf(plugin, installed),
    contents: pluginContents(plugin),
    settings: settings ?? null,
    secrets,
  }
}

function capabilitiesOf({ manifest }: PluginPackage, installed: StoredPlugin | undefined): PreviewedCapability[] {
  const before = (installed?.package.manifest.capabilities ?? []).map(({ capability }) => capability)
  return (manifest.capabilities ?? []).map((request) => {
    if (installed?.grants.includes(request.capability)) return { ...request, state: 'granted' }
    return { ...request, state: before.includes(request.capability) ? 'withheld' : 'new' }
  })
}
