import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { BUNDLED_PLUGINS } from '../plugins/plugin-shelves.ts'

/** As catalogues are asked for a plugin. */
const VERSIONED = /^[a-z][a-z0-9-]*@/

/** A plugin's folder: the path that was given, or the folder of that name which comes with Tenon. */
export function pluginFolder(given: string): string {
  const found = findFolder(given)
  if (found !== null) return found
  const message = VERSIONED.test(given)
    ? `'${given}' is looked up in a catalogue: name one with --catalogue, or in TENON_CATALOGUE.`
    : `There is no plugin at '${given}': give a folder that holds a plugin.json, or the name of a plugin that comes with Tenon.`
  throw new TenonError({ code: 'PLUGIN_INVALID', message })
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
