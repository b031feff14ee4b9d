import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import semver from 'semver'

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

/**
 * Of several versions the newest that fits on the first shelf that has one; where none fits, the first there is, for the
 * checks to tell what does not fit.
 */
export function chooseShelved(
  plugins: readonly ShelvedPlugin[],
  { id, range }: { id: string; range: string },
): ShelvedPlugin | undefined {
  const named = plugins.filter(({ manifest }) => manifest.id === id)
  const fitting = named.filter(({ manifest: { version } }) => fits(version, range))
  const [first] = fitting
  if (first === undefined) return named[0]
  const beside = fitting.filter(({ folder }) => dirname(folder) === dirname(first.folder))
  return beside.toSorted((one, other) => semver.rcompare(versionOf(one), versionOf(other)))[0]
}

/** What a `plugin.json` says is not checked yet. */
function fits(version: unknown, range: string): boolean {
  return typeof version === 'string' && semver.satisfies(version, range)
}

function versionOf({ manifest: { version = '' } }: ShelvedPlugin): string {
  return version
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
