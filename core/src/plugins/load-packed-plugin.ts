import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { makeBuildPackage } from './build-package.ts'
import { type PackedPlugin, SCRIPT_FILE } from './packed-plugin.ts'
import { fileProblem, pluginInvalid } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'

export type LoadPackedPlugin = (packed: PackedPlugin, options?: { locale?: Locale }) => Promise<PluginPackage>

/**
 * Makes the form that is installed of a packed plugin, by the same checks as of a folder: whoever packed it may have
 * left them out. Throws PLUGIN_INVALID with every problem found.
 */
export function makeLoadPackedPlugin(sandbox: Pick<Sandbox, 'inspect'>): LoadPackedPlugin {
  const buildPackage = makeBuildPackage(sandbox)
  return async function loadPackedPlugin(packed, { locale = 'en' } = {}) {
    const script = Object.hasOwn(packed.files, SCRIPT_FILE) ? packed.files[SCRIPT_FILE] : null
    if (script !== null && typeof script !== 'string') throw misshapen(SCRIPT_FILE, locale)
    const plugin = await buildPackage({ source: packedSource(packed), code: { source: script ?? null }, locale })
    const { id, version } = plugin.manifest
    if (id !== packed.id || version !== packed.version) throw misshapen('plugin.json', locale)
    return plugin
  }
}

function packedSource({ files }: PackedPlugin): PluginSource {
  return {
    read: async (file) => (Object.hasOwn(files, file) ? { text: JSON.stringify(files[file], null, 2) } : null),
    list: async (subfolder) =>
      Object.keys(files)
        .filter((file) => file.startsWith(`${subfolder}/`))
        .sort(),
  }
}

function misshapen(file: string, locale: Locale) {
  const problem = { en: 'it is not what the package says it is', 'zh-CN': '与插件包的声明不符' }
  return pluginInvalid([fileProblem(file, 'format', problem)], locale)
}
