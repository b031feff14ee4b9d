import { type CheckedPlugin, checkPlugin } from '../plugins/check-plugin.ts'
import { cliLocale } from './cli-locale.ts'
import { withPluginLoader } from './plugin-tools.ts'
import { shelvesOf } from './shelves-of.ts'

/** Checks a plugin's folder without a database; `given`: folders of plugins that it needs. */
export function checkFolder(folder: string, given?: readonly string[]): Promise<CheckedPlugin> {
  return withPluginLoader((loadPluginFolder) =>
    checkPlugin(folder, { loadPluginFolder, shelves: shelvesOf(folder, given), locale: cliLocale() }),
  )
}
