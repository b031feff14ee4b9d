import { hostname } from 'node:os'
import type { PluginsApi } from '@tenon/sdk/contract/plugins-api'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { ModelStore } from '../model/model-store.ts'
import type { ObservableSandbox } from '../sandbox/sandbox.ts'
import type { PlanModel } from '../schema-change/plan-model.ts'
import { makeCatalogues } from './catalogues.ts'
import type { RecordMigration } from './data-migration.ts'
import { type ExportPlugin, makeExportPlugin } from './export-plugin.ts'
import type { InstallPlugins } from './install-plugins.ts'
import { type LoadPackedPlugin, makeLoadPackedPlugin } from './load-packed-plugin.ts'
import type { PluginActivity } from './plugin-activity.ts'
import { listenForPlugins } from './plugin-channel.ts'
import { makeReadFigures } from './plugin-figures.ts'
import type { PluginSecrets } from './plugin-secrets.ts'
import type { PluginStore } from './plugin-store.ts'
import { makePluginVerbs } from './plugin-verbs.ts'
import { makePreviewInstall, type PreviewInstall } from './preview-install.ts'
import type { CatalogueSource } from './read-catalogue-file.ts'
import type { RemovePlugin } from './remove-plugin.ts'
import type { TrustList } from './trust-list.ts'

interface Dependencies {
  database: Database
  models: Pick<ModelStore, 'get'>
  sandbox: ObservableSandbox
  plugins: PluginStore
  secrets: PluginSecrets
  activity: PluginActivity
  installPlugins: InstallPlugins
  removePlugin: RemovePlugin
  planModel: PlanModel
  recordMigration: RecordMigration
  /** @throws TenonError FORBIDDEN */
  requireAdmin: (ctx: RequestContext) => Promise<void>
  /** Catalogues that admins may install from. */
  sources: CatalogueSource[]
  trust: TrustList
  /** Hears, for the operator, why a catalogue could not be read. */
  onCatalogueFailure: (failure: { name: string; error: Error }) => void
}

export interface PluginAdmin {
  verbs: WithContext<PluginsApi>
  loadPackedPlugin: LoadPackedPlugin
  previewInstall: PreviewInstall
  /** For admins only. */
  exportPlugin: ExportPlugin
  /** Stops listening to the database. */
  close(): Promise<void>
}

/** Somebody looks at the list of what all catalogues have. */
const CATALOGUE_PATIENCE_MILLISECONDS = 5_000

/** Everything about administering plugins, wired up. */
export async function createPluginAdmin(dependencies: Dependencies): Promise<PluginAdmin> {
  const { database, sandbox, activity, sources, onCatalogueFailure } = dependencies
  const thisProcess = { name: `${hostname()} (${process.pid})`, startedAt: new Date().toISOString() }
  const stop = await listenForPlugins(database, ({ what, tenantId, plugin }) => {
    if (what === 'resumed') sandbox.resume({ tenantId, pluginId: plugin })
  })
  const parts = {
    catalogues: makeCatalogues({
      ...{ sources, onFailure: onCatalogueFailure, patienceMilliseconds: CATALOGUE_PATIENCE_MILLISECONDS },
    }),
    loadPackedPlugin: makeLoadPackedPlugin(sandbox),
  }
  const readFigures = makeReadFigures({ sandbox, activity, process: thisProcess })
  const previewInstall = makePreviewInstall(dependencies)
  const verbs = makePluginVerbs({ ...dependencies, ...parts, previewInstall, readFigures, resume: sandbox.resume })
  const exportPlugin = makeExportPlugin(dependencies)
  return {
    verbs,
    previewInstall,
    loadPackedPlugin: parts.loadPackedPlugin,
    async exportPlugin(ctx, input) {
      await dependencies.requireAdmin(ctx)
      return exportPlugin(ctx, input)
    },
    close: stop,
  }
}
