import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { LoadPluginFolder } from '../plugins/load-plugin-folder.ts'
import { folderState } from './folder-state.ts'

/** Loads a plugin's folder anew only where a file has changed: of what a plugin needs, next to nothing ever does. */
export function keepPluginFolders(loadPluginFolder: LoadPluginFolder): LoadPluginFolder {
  const kept = new Map<string, { state: string; plugin: PluginPackage }>()
  return async (folder, options) => {
    const state = await folderState(folder)
    const known = kept.get(folder)
    if (known?.state === state) return known.plugin
    const plugin = await loadPluginFolder(folder, options)
    kept.set(folder, { state, plugin })
    return plugin
  }
}
