import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { operatorError } from '../context/operator-error.ts'
import { BUNDLED_PLUGINS } from '../plugins/plugin-shelves.ts'

/** As catalogues are asked for a plugin. */
const VERSIONED = /^[a-z][a-z0-9-]*@/

/** A plugin's folder: the path that was given, or the folder of that name which comes with Tenon. */
export function pluginFolder(given: string): string {
  const found = findFolder(given)
  if (found !== null) return found
  throw operatorError('PLUGIN_INVALID', VERSIONED.test(given) ? noCatalogue(given) : noPlugin(given))
}

function noCatalogue(given: string) {
  return {
    en: `'${given}' is looked up in a catalogue: name one with --catalogue, or in TENON_CATALOGUE.`,
    'zh-CN': `“${given}”需在目录中查找：请用 --catalogue 或 TENON_CATALOGUE 指定目录。`,
  }
}

function noPlugin(given: string) {
  return {
    en: `There is no plugin at '${given}': give a folder that holds a plugin.json, or the name of a plugin that comes with Tenon.`,
    'zh-CN': `“${given}”处没有插件：请给出含有 plugin.json 的文件夹，或 Tenon 自带插件的名称。`,
  }
}

export function hasPluginFolder(given: string): boolean {
  return findFolder(given) !== null
}

function findFolder(given: string): string | null {
  const asPath = resolve(given)
  if (existsSync(join(asPath, 'plugin.json'))) return asPath
  const bundled = join(BUNDLED_PLUGINS, given)
  return /^[a-z0-9-]+$/.test(given) && existsSync(join(bundled, 'plugin.json')) ? bundled : null
}
