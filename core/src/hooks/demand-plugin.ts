import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { PluginScript } from '../sandbox/sandbox.ts'
import { cachedScript } from './cached-script.ts'
import type { InstalledPlugin, InstalledPlugins } from './installed-plugin.ts'

export interface PluginCode {
  plugin: InstalledPlugin
  script: PluginScript
}

/** The plugin with its code, or PLUGIN_LOAD_FAILED: code that cannot be asked has not agreed. */
export async function demandPlugin(
  plugins: InstalledPlugins,
  { tenant, locale }: Pick<RequestContext, 'tenant' | 'locale'>,
  { id, what }: { id: string; what: string },
): Promise<PluginCode> {
  const plugin = (await plugins.get(tenant)).find(({ package: { manifest } }) => manifest.id === id)
  const script = plugin === undefined ? null : cachedScript(plugin.package)
  if (plugin !== undefined && script !== null) return { plugin, script }
  const message = {
    en: `${what} is code of plugin ${id}, which is not installed or has no code.`,
    'zh-CN': `${what} 是插件 ${id} 的代码，而该插件未安装或没有代码。`,
  }
  throw new TenonError({ code: 'PLUGIN_LOAD_FAILED', message: textIn(message, locale), plugin: id })
}
