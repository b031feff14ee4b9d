import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import semver from 'semver'
import manifest from '../../package.json' with { type: 'json' }
import { pointerStep } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'

/** What plugins say in `host` is measured by this. */
export const HOST_VERSION = manifest.version

/**
 * The packages in the order of their dependencies, and by id where there is no other order.
 * Throws PLUGIN_INVALID where a dependency is missing, too old, too new or circular, or the host does not fit.
 */
export function orderPackages(packages: readonly PluginPackage[], locale: Locale): PluginPackage[] {
  const byId = new Map(packages.map((plugin) => [plugin.manifest.id, plugin]))
  const ordered = new Map<string, PluginPackage>()
  const visit = (plugin: PluginPackage, path: string[]) => {
    const { id } = plugin.manifest
    if (ordered.has(id)) return
    if (path.includes(id)) throw circular([...path.slice(path.indexOf(id)), id], locale)
    checkHost(plugin, locale)
    for (const [name, range] of Object.entries(plugin.manifest.dependencies ?? {}).sort()) {
      visit(findDependency(plugin, { name, range, byId, locale }), [...path, id])
    }
    ordered.set(id, plugin)
  }
  for (const id of [...byId.keys()].sort()) visit(byId.get(id) as PluginPackage, [])
  return [...ordered.values()]
}

function checkHost({ manifest: { id, host } }: PluginPackage, locale: Locale): void {
  if (semver.satisfies(HOST_VERSION, host)) return
  throw invalid(
    { plugin: id, pointer: '/host' },
    {
      en: `plugin '${id}' needs Tenon ${host}; this is ${HOST_VERSION}`,
      'zh-CN': `插件 '${id}' 需要 Tenon ${host}；当前版本为 ${HOST_VERSION}`,
    },
    locale,
  )
}

interface Dependency {
  name: string
  range: string
  byId: ReadonlyMap<string, PluginPackage>
  locale: Locale
}

function findDependency({ manifest: { id } }: PluginPackage, { name, range, byId, locale }: Dependency): PluginPackage {
  const found = byId.get(name)
  const pointer = `/dependencies${pointerStep(name)}`
  if (found === undefined) {
    const expected = expectedNames(
      name,
      [...byId.keys()].filter((other) => other !== id),
    )
    throw invalid(
      { plugin: id, pointer },
      {
        en: `plugin '${id}' needs plugin '${name}' ${range}, which is not installed; ${expected.en}`,
        'zh-CN': `插件 '${id}' 需要尚未安装的插件 '${name}' ${range}；${expected['zh-CN']}`,
      },
      locale,
    )
  }
  const { version } = found.manifest
  if (semver.satisfies(version, range)) return found
  throw invalid(
    { plugin: id, pointer },
    {
      en: `plugin '${id}' needs plugin '${name}' ${range}; version ${version} is there`,
      'zh-CN': `插件 '${id}' 需要插件 '${name}' ${range}；现有版本为 ${version}`,
    },
    locale,
  )
}

function circular(path: string[], locale: Locale): TenonError {
  const round = path.map((id) => `'${id}'`).join(' → ')
  const [plugin = '', next = ''] = path
  return invalid(
    { plugin, pointer: `/dependencies${pointerStep(next)}` },
    { en: `plugins depend on each other in a circle: ${round}`, 'zh-CN': `插件之间循环依赖：${round}` },
    locale,
  )
}

/** Whose `plugin.json` asks for what cannot be, and where in it. */
interface Demand {
  plugin: string
  pointer: string
}

function invalid({ plugin, pointer }: Demand, problem: LocalizedText, locale: Locale): TenonError {
  const message = textIn(problem, locale)
  const problems = [{ file: 'plugin.json', pointer, rule: 'dependencies', message }]
  return new TenonError({ code: 'PLUGIN_INVALID', message, problems, plugin })
}
