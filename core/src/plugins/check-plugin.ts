import { realpath } from 'node:fs/promises'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { compileModel } from '../model/compile-model.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { mergeModel } from '../model/merge-model.ts'
import { checkCodeFits } from './check-code-fits.ts'
import { checkContracts } from './check-contracts.ts'
import { checkHeardEvents } from './check-heard-events.ts'
import { checkViewsFit } from './check-views-fit.ts'
import { idleCapabilities } from './idle-capabilities.ts'
import type { LoadPluginFolder } from './load-plugin-folder.ts'
import { loadDependencies } from './load-with-dependencies.ts'
import { orderPackages } from './order-packages.ts'
import { toProblems } from './plugin-problem.ts'
import type { PluginShelves } from './plugin-shelves.ts'
import { folderSource } from './read-plugin-file.ts'
import { withLines } from './with-lines.ts'

export interface CheckedPlugin {
  /** The plugin itself; null where there are problems. */
  plugin: PluginPackage | null
  /** It and what it needs, in the order of their dependencies; empty where there are problems. */
  packages: PluginPackage[]
  /** What the plugin and its dependencies make together; null where there are problems. */
  model: CompiledModel | null
  /** `file` is always there; empty for a plugin that can be installed. */
  problems: Array<Problem & { file: string }>
  /** What does not keep it from being installed, but is not meant so. */
  warnings: Array<Problem & { file: string }>
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
    const dependencies = await loadDependencies(plugin, { loadPluginFolder, shelves, locale })
    const packages = orderPackages([...dependencies, plugin], locale)
    const document = mergeModel(packages, {}, locale)
    checkCodeFits(plugin, { packages, document, locale })
    checkViewsFit(plugin, document, locale)
    checkHeardEvents(packages, locale)
    checkContracts(packages, { document, locale })
    const warnings = await withLines(folderSource(await realpath(folder)), toProblems(idleCapabilities(plugin), locale))
    return { plugin, packages, model: compileModel(document, 1), problems: [], warnings }
  } catch (error) {
    if (!(error instanceof TenonError)) throw error
    const problems = await problemsOf(error, folder, plugin)
    return { plugin: null, packages: [], model: null, problems, warnings: [] }
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
      ...(problem.file === undefined ? placeOf(problem, plugin, files) : { file: spelledAs(problem.file, files) }),
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

/** A file's name is its entity's, in one of two spellings. */
function spelledAs(file: string, files: string[]): string {
  return files.find((candidate) => kebab(candidate) === kebab(file)) ?? file
}

function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
}

function isFileOf(file: string, layer: string, name: string): boolean {
  return [name, kebab(name)].some((base) => file.startsWith(`${layer}/${base}.`))
}

/** A field of an extended entity may be another plugin's. */
function isDeclared(plugin: PluginPackage | null, entity: string, [part, field = '']: string[]): boolean {
  if (plugin?.entities.some(({ name }) => name === entity)) return true
  const extension = plugin?.extensions.find((candidate) => candidate.extends === entity)
  return extension !== undefined && (part !== 'properties' || Object.hasOwn(extension.properties, field))
}
