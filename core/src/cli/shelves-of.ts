import { dirname, resolve } from 'node:path'
import { BUNDLED_PLUGINS, type PluginShelves } from '../plugins/plugin-shelves.ts'

/** Where the plugins that a plugin needs are looked for: given folders, those beside it, those that come with Tenon. */
export function shelvesOf(folder: string, given: readonly string[] = []): PluginShelves {
  return [...given.flatMap((one) => [resolve(one), dirname(resolve(one))]), dirname(resolve(folder)), BUNDLED_PLUGINS]
}
