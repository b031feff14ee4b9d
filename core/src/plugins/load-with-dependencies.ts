import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { LoadPluginFolder } from './load-plugin-folder.ts'

/** Folders of plugins that stand beside each other: each plugin in a folder of its own. */
export type PluginShelves = readonly string[]

/**
 * Loads what a plugin needs from the shelves, and what that needs: for checking and testing, where no tenant has it.
 * What is found nowhere is left out, for the check of dependencies to tell. Throws PLUGIN_INVALID for a broken one.
 */
export async function loadDependencies(
  plugin: PluginPackage,
  { loadPluginFolder, shelves }: { loadPluginFolder: LoadPluginFolder; shelves: PluginShelves },
): Promise<PluginPackage[]> {
  const loaded = new Map<string, PluginPackage>()
  const load = async ({ manifest }: PluginPackage): Promise<void> => {
    for (const id of Object.keys(manifest.dependencies ?? {})) {
      if (id === plugin.manifest.id || loaded.has(id)) continue
      const folder = await findOnShelves(id, shelves)
      if (folder === null) continue
      const found = await loadPluginFolder(folder)
      loaded.set(id, found)
      await load(found)
    }
  }
  await load(plugin)
  return [...loaded.values()]
}

/** Where the plugins that a plugin needs are looked for: given folders, those beside it, those that come with Tenon. */
export function shelvesFor(folder: string, given: readonly string[], bundled: string): PluginShelves {
  return [...given.flatMap((one) => [resolve(one), dirname(resolve(one))]), dirname(resolve(folder)), bundled]
}

async function findOnShelves(id: string, shelves: PluginShelves): Promise<string | null> {
  for (const shelf of shelves) {
    for (const candidate of [shelf, join(shelf, id), ...(await subfolders(shelf))]) {
      if ((await idOf(candidate)) === id) return candidate
    }
  }
  return null
}

async function subfolders(shelf: string): Promise<string[]> {
  const entries = await readdir(shelf, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(shelf, name))
}

async function idOf(folder: string): Promise<string | null> {
  const file = join(folder, 'plugin.json')
  if (
    !(await access(file).then(
      () => true,
      () => false,
    ))
  )
    return null
  try {
    return String((JSON.parse(await readFile(file, 'utf8')) as { id?: unknown }).id)
  } catch {
    return null
  }
}
