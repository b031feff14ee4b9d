import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { contractsWithoutProvider } from './contract-bindings.ts'
import type { LoadPluginFolder } from './load-plugin-folder.ts'
import { chooseShelved, type PluginShelves, readShelves, type ShelvedPlugin } from './plugin-shelves.ts'

interface Shelved {
  loadPluginFolder: LoadPluginFolder
  shelves: PluginShelves
  locale: Locale
}

/**
 * Loads what a plugin needs from the shelves, and what that needs: for checking and testing, where no tenant has it.
 * That is the plugins that it depends on, and one that provides each contract which it cannot do without. What is found
 * nowhere is left out, for the checks to tell. Throws PLUGIN_INVALID for a broken one.
 */
export async function loadDependencies(
  plugin: PluginPackage,
  { loadPluginFolder, shelves, locale }: Shelved,
): Promise<PluginPackage[]> {
  const loaded = new Map([[plugin.manifest.id, plugin]])
  // Read at the first need: most plugins need nothing.
  let read: Promise<ShelvedPlugin[]> | null = null
  const onShelves = () => {
    read ??= readShelves(shelves)
    return read
  }
  const load = async (found: ShelvedPlugin | undefined): Promise<void> => {
    if (found === undefined || loaded.has(found.manifest.id ?? '')) return
    const dependency = await loadPluginFolder(found.folder, { locale })
    loaded.set(dependency.manifest.id, dependency)
    await loadNeeds(dependency)
  }
  const loadNeeds = async ({ manifest }: PluginPackage): Promise<void> => {
    for (const [id, range] of Object.entries(manifest.dependencies ?? {})) {
      if (!loaded.has(id)) await load(chooseShelved(await onShelves(), { id, range }))
    }
  }
  await loadNeeds(plugin)
  for (const { contract } of contractsWithoutProvider([...loaded.values()])) {
    await load((await onShelves()).find(({ manifest }) => Object.hasOwn(manifest.provides ?? {}, contract)))
  }
  loaded.delete(plugin.manifest.id)
  return [...loaded.values()]
}
