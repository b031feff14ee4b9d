import { realpath } from 'node:fs/promises'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { compileModel } from '../model/compile-model.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { mergeModel } from '../model/merge-model.ts'
import { checkCodeFits } from './check-code-fits.ts'
import { checkViewsFit } from './check-views-fit.ts'
import type { LoadPluginFolder } from './load-plugin-folder.ts'
import { loadDependencies, type PluginShelves } from './load-with-dependencies.ts'
import { orderPackages } from './order-packages.ts'
import { folderSource } from './read-plugin-file.ts'
import { withLines } from './with-lines.ts'

export interface CheckedPlugin {
  /** In the order of their dependencies; empty where there are problems. */
  packages: PluginPackage[]
  /** What the plugin and its dependencies make together; null where there are problems. */
  model: CompiledModel | null
  /** `file` is always there; empty for a plugin that can be installed. */
  problems: Array<Problem & { file: string }>
}

/**
 * Finds all that an install would refuse, without a database: the plugin's own files, and how it fits with those that
 * it depends on.
 */
export async function checkPlugin(
  folder: string,
  {
    loadPluginFolder,
    shelves,
    locale = 'en',
  }: { loadPluginFolder: LoadPluginFolder; shelves: PluginShelves; locale?: Locale },
): Promise<CheckedPlugin> {
  let plugin: PluginPackage | null = null
  try {
    plugin = await loadPluginFolder(folder, { locale })
    const dependencies = await loadDependencies(plugin, { loadPluginFolder, shelves })
    const packages = orderPackages([...dependencies, plugin], locale)
    const document = mergeModel(packages, {}, locale)
    checkCodeFits(plugin, document, locale)
    checkViewsFit(plugin, document, locale)
    return { packages, model: compileModel(document, 1), problems: [] }
  } catch (error) {
    if (!(error instanceof TenonError)) throw error
    return { packages: [], model: null, problems: await problemsOf(error, folder, plugin) }
  }
}

async function problemsOf(error: TenonError, folder: string, plugin: PluginPackage | null) {
  const own = plugin === null || error.plugin === undefined || error.plugin === plugin.manifest.id
  const told: Problem[] =
    own && error.problems.length > 0 ? error.problems : [{ pointer: '/dependencies', message: error.message }]
  const source = folderSource(await realpath(folder).catch(() => folder))
  const files = (await Promise.all(['entities', 'pipelines', 'views'].map((folder) => source.list(folder)))).flat()
  return withLines(
    source,
    told.map((problem) => ({
      ...problem,
      ...(problem.file === undefined && placeOf(problem, plugin, files)),
    })) as Array<Problem & { file: string }>,
  )
}

/** Where a place of the merged model comes from: the file of the plugin that it was read from. */
function placeOf({ pointer }: Problem, plugin: PluginPackage | null, files: string[]) {
  const [, layer = '', name = '', ...rest] = pointer.split('/')
  const inside = rest.length === 0 ? '' : `/${rest.join('/')}`
  const file = files.find((candidate) => isFileOf(candidate, layer, name))
  const declares = layer !== 'entities' || isDeclared(plugin, name, rest)
  return file === undefined || !declares ? { file: 'plugin.json' } : { file, pointer: inside }
}

function isFileOf(file: string, layer: string, name: string): boolean {
  const kebab = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  return [name, kebab].some((base) => file.startsWith(`${layer}/${base}.`))
}

/** A field of an extended entity may be another plugin's. */
function isDeclared(plugin: PluginPackage | null, entity: string, [part, field = '']: string[]): boolean {
  if (plugin?.entities.some(({ name }) => name === entity)) return true
  const extension = plugin?.extensions.find((candidate) => candidate.extends === entity)
  return extension !== undefined && (part !== 'properties' || Object.hasOwn(extension.properties, field))
}
