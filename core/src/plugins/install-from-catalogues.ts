import { textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { InstallPluginInput, PluginsApi } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { WithContext } from '../identity/with-context.ts'
import { demandTrust } from './demand-trust.ts'
import type { GatheredPackage, GatherFromCatalogues } from './gather-from-catalogues.ts'
import type { InstallPlugins } from './install-plugins.ts'
import { refuseUnasked } from './new-capabilities.ts'
import { pluginNotInstalled } from './plugin-not-installed.ts'
import { readInstalled } from './read-installed.ts'
import { signatureVerdict } from './signature-verdict.ts'

export type InstallFromCatalogues = WithContext<Pick<PluginsApi, 'install' | 'upgrade'>>

interface Dependencies {
  database: Database
  gather: GatherFromCatalogues
  installPlugins: InstallPlugins
}

/** Installs and upgrades by what a person has agreed to. That the actor may do this is for the caller to check. */
export function makeInstallFromCatalogues({ database, gather, installPlugins }: Dependencies): InstallFromCatalogues {
  async function bringIn(ctx: RequestContext, input: InstallPluginInput, installed: PluginPackage[]) {
    const {
      id,
      version,
      grants,
      allowUnsigned = false,
      consent = false,
      stages,
      settings,
      choices,
      downgrade = false,
    } = input
    const gathered = await gather(ctx, { id, version, installed })
    demandTrust(ctx, { gathered, installed, allowUnsigned })
    const packages = gathered.map(({ plugin }) => plugin)
    refuseUnasked(ctx, packages, grants)
    return installPlugins(ctx, packages, {
      grants,
      consent,
      ...(stages !== undefined && { stages }),
      downgrade,
      ...(choices !== undefined && { choices }),
      otherwise: input.otherwise ?? 'ask',
      refuseChanged: !allowUnsigned,
      notes: Object.fromEntries(gathered.map((one) => [one.plugin.manifest.id, noteOf(one)])),
      ...(settings !== undefined && { settings: { [id]: settings } }),
    })
  }

  return {
    async install(ctx, input) {
      const { installed } = await readInstalled(database.tenant(ctx.tenant.schema))
      const there = installed.find(({ manifest }) => manifest.id === input.id)
      if (there !== undefined) throw alreadyThere(ctx, there)
      return bringIn(ctx, input, installed)
    },
    async upgrade(ctx, input) {
      const { installed } = await readInstalled(database.tenant(ctx.tenant.schema))
      const there = installed.some(({ manifest }) => manifest.id === input.id)
      if (!there) throw pluginNotInstalled(ctx, input.id, installed)
      return bringIn(ctx, input, installed)
    },
  }
}

function noteOf({ trust, source, unread }: GatheredPackage) {
  const { kind, names } = signatureVerdict(trust)
  return { catalogue: source, signature: kind, signedBy: names, ...(unread.length > 0 && { unread }) }
}

function alreadyThere({ locale }: RequestContext, { manifest: { id, version } }: PluginPackage): TenonError {
  const text = {
    en: `Plugin '${id}' is installed already, in version ${version}: upgrade it instead.`,
    'zh-CN': `插件 '${id}' 已安装（版本 ${version}）：请改为升级。`,
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(text, locale), plugin: id })
}
