import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'

/** Folders of plugins that stand beside each other: each plugin in a folder of its own. */
export type PluginShelves = readonly string[]

/** The plugins that come with Tenon. */
export const BUNDLED_PLUGINS = join(import.meta.dirname, '../../../plugins')

/** A plugin that stands on a shelf: its folder, and what its `plugin.json` says, not checked yet. */
export interface ShelvedPlugin {
  folder: string
  manifest: Partial<PluginManifest>
}

/** All plugins on the shelves, one shelf after the other; a shelf may itself be a plugin's folder. */
export async function readShelves(shelves: PluginShelves): Promise<ShelvedPlugin[]> {
  const found: ShelvedPlugin[] = []
  for (const shelf of shelves) {
    for (const folder of [shelf, ...(await subfolders(shelf))]) {
      const manifest = await readManifest(folder)
      if (manifest !== null) found.push({ folder, manifest })
    }
  }
  return found
}

async function subfolders(shelf: string): Promise<string[]> {
  const entries = await readdir(shelf, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(shelf, name))
}

async function readManifest(folder: string): Promise<Partial<PluginManifest> | null> {
  const text = await readFile(join(folder, 'plugin.json'), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const manifest: unknown = JSON.parse(text)
    return typeof manifest === 'object' && manifest !== null ? (manifest as Partial<PluginManifest>) : null
  } catch {
    return null
  }
}
