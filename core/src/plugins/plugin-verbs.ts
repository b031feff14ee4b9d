import { textIn } from '@tenon/sdk/contract/locale'
import type { PluginsApi } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import type { PlanModel } from '../schema-change/plan-model.ts'
import type { Catalogues } from './catalogues.ts'
import { makeGatherFromCatalogues } from './gather-from-catalogues.ts'
import { makeInstallFromCatalogues } from './install-from-catalogues.ts'
import type { InstallPlugins } from './install-plugins.ts'
import { makeListCatalogue } from './list-catalogue.ts'
import { makeGetPlugin, makeListPlugins } from './list-plugins.ts'
import type { LoadPackedPlugin } from './load-packed-plugin.ts'
import { makeResumePlugin } from './plugin-alerts.ts'
import type { ReadFigures } from './plugin-figures.ts'
import type { PluginSecrets } from './plugin-secrets.ts'
import { makePluginSettings } from './plugin-settings.ts'
import type { PluginStore } from './plugin-store.ts'
import type { PreviewInstall } from './preview-install.ts'
import { makePreviewPlugin } from './preview-plugin.ts'
import { makePreviewRemoval } from './preview-removal.ts'
import { readInstalled } from './read-installed.ts'
import type { RemovePlugin } from './remove-plugin.ts'
import { makeSetGrant } from './set-grant.ts'
import type { TrustList } from './trust-list.ts'

type Verbs = WithContext<PluginsApi>

export interface PluginVerbsDependencies {
  database: Database
  plugins: PluginStore
  secrets: PluginSecrets
  catalogues: Catalogues
  trust: TrustList
  loadPackedPlugin: LoadPackedPlugin
  installPlugins: InstallPlugins
  removePlugin: RemovePlugin
  planModel: PlanModel
  previewInstall: PreviewInstall
  readFigures: ReadFigures
  /** Lets a plugin's hooks be called again in this process. */
  resume: (plugin: { tenantId: string; pluginId: string }) => void
  /** @throws TenonError FORBIDDEN */
  requireAdmin: (ctx: RequestContext) => Promise<void>
}

/** All that an admin sees and does with a tenant's plugins. */
export function makePluginVerbs(dependencies: PluginVerbsDependencies): Verbs {
  const { removePlugin, previewInstall, requireAdmin } = dependencies
  const gather = makeGatherFromCatalogues(dependencies)
  const verbs: Verbs = {
    list: makeListPlugins(dependencies),
    get: makeGetPlugin(dependencies),
    catalogue: makeListCatalogue(dependencies),
    preview: makePreviewPlugin({ ...dependencies, gather }),
    async previewMigration(ctx, input) {
      const { installed } = await readInstalled(dependencies.database.tenant(ctx.tenant.schema))
      const gathered = await gather(ctx, { ...input, installed })
      const { migrations } = await previewInstall(
        ctx,
        gathered.map(({ plugin }) => plugin),
      )
      return migrations
    },
    ...makeInstallFromCatalogues({ ...dependencies, gather }),
    previewRemoval: makePreviewRemoval(dependencies),
    async remove(ctx, { id, consent = false, stages, data = 'archive', confirm }) {
      if (data === 'purge' && confirm !== id) throw purgeUnconfirmed(ctx, id)
      return removePlugin(ctx, id, { consent, data, ...(stages !== undefined && { stages }) })
    },
    setGrant: makeSetGrant(dependencies),
    ...makePluginSettings(dependencies),
    ...secretVerbs(dependencies),
    ...figureVerbs(dependencies),
  }
  return forAdmins(verbs, requireAdmin)
}

function secretVerbs({ secrets }: PluginVerbsDependencies): Pick<Verbs, 'secrets' | 'setSecret' | 'clearSecret'> {
  return {
    secrets: (ctx, { id }) => secrets.list(ctx, id),
    async setSecret(ctx, { id, name, value }) {
      await secrets.set(ctx, { plugin: id, name, value })
      return secrets.list(ctx, id)
    },
    async clearSecret(ctx, { id, name }) {
      await secrets.clear(ctx, { plugin: id, name })
      return secrets.list(ctx, id)
    },
  }
}

function figureVerbs(dependencies: PluginVerbsDependencies): Pick<Verbs, 'figures' | 'resume'> {
  const { readFigures } = dependencies
  const getPlugin = makeGetPlugin(dependencies)
  const resumePlugin = makeResumePlugin(dependencies)
  const figures: Verbs['figures'] = async (ctx, { id }) => {
    // Throws for a plugin that is not there: its figures may still be.
    await getPlugin(ctx, { id })
    return readFigures({ tenantId: ctx.tenant.id, pluginId: id })
  }
  return {
    figures,
    async resume(ctx, { id }) {
      await resumePlugin(ctx, id)
      return figures(ctx, { id })
    },
  }
}

/** Here and nowhere else, so that no verb can be without it: who asks comes before whether there is such a plugin. */
function forAdmins(verbs: Verbs, requireAdmin: PluginVerbsDependencies['requireAdmin']): Verbs {
  const guarded = Object.entries(verbs).map(([name, verb]) => {
    const run = verb as (ctx: RequestContext, input: unknown) => Promise<unknown>
    return [
      name,
      async (ctx: RequestContext, input: unknown) => {
        await requireAdmin(ctx)
        return run(ctx, input)
      },
    ]
  })
  return Object.fromEntries(guarded) as Verbs
}

function purgeUnconfirmed({ locale }: RequestContext, id: string): TenonError {
  const text = {
    en: `Purging deletes all records of plugin '${id}' for good, and nothing brings them back: repeat its id in 'confirm'.`,
    'zh-CN': `清除会永久删除插件 '${id}' 的全部记录，且无法恢复：请在 'confirm' 中再次填写其 id。`,
  }
  const problems = [{ pointer: '/confirm', rule: 'confirm', message: textIn(text, locale) }]
  return new TenonError({ code: 'CONSENT_REQUIRED', message: textIn(text, locale), problems, plugin: id })
}
