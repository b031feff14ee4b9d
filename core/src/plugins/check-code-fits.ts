import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { pointerStep } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'
import { dependencyIds } from './dependency-ids.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'

interface Fitting {
  /** All plugins that are to be there. */
  packages: readonly PluginPackage[]
  /** Their parts merged, without the tenant's edits. */
  document: ModelDocument
  locale: Locale
}

/**
 * Throws PLUGIN_INVALID where a plugin names an entity that is none, or one of a plugin that it does not depend on:
 * that one could be removed beneath it.
 */
export function checkCodeFits(plugin: PluginPackage, { packages, document, locale }: Fitting): void {
  const sources = [plugin.manifest.id, ...dependencyIds(plugin, packages)]
  const problems = namedEntities(plugin).flatMap((named) => {
    const source = Object.hasOwn(document.entities, named.entity) ? document.entities[named.entity]?.source : undefined
    if (source === undefined) return [unknownEntity(named, Object.keys(document.entities))]
    return sources.includes(source) ? [] : [foreignEntity(named, source)]
  })
  if (problems.length > 0) throw pluginInvalid(problems, locale, plugin.manifest.id)
}

/** A place that names an entity. */
interface Named {
  file: string
  pointer: string
  entity: string
}

function namedEntities({ manifest, hooks, extensions, entities, pipelines, metrics }: PluginPackage): Named[] {
  return [
    ...[...Object.keys(hooks.entities), ...hooks.migrations].map((entity) => ({
      file: 'hooks.ts',
      pointer: '',
      entity,
    })),
    ...extensions.map((extension) => ({
      file: `entities/${kebab(extension.extends)}.extension.json`,
      pointer: '/extends',
      entity: extension.extends,
    })),
    ...[...entities, ...extensions].flatMap((part) => {
      const file = 'name' in part ? `${kebab(part.name)}.schema.json` : `${kebab(part.extends)}.extension.json`
      return referencesOf(part).map((named) => ({ ...named, file: `entities/${file}` }))
    }),
    ...pipelines.map(({ name, entity }) => ({
      file: `pipelines/${kebab(name)}.pipeline.json`,
      pointer: '/entity',
      entity,
    })),
    ...metrics.flatMap(({ name, entity }) =>
      entity === undefined ? [] : [{ file: `metrics/${kebab(name)}.metric.json`, pointer: '/entity', entity }],
    ),
    ...manifestEntities(manifest).map((named) => ({ ...named, file: 'plugin.json' })),
  ]
}

function manifestEntities({ capabilities = [], actions = [], settings }: PluginManifest): Array<Omit<Named, 'file'>> {
  const asked = capabilities.flatMap(({ capability }, index) => {
    const [kind, entity = ''] = capability.split(':')
    return kind === 'entity' ? [{ pointer: `/capabilities/${index}/capability`, entity }] : []
  })
  const acting = actions.flatMap(({ entity, form }, index) => [
    { pointer: `/actions/${index}/entity`, entity },
    ...within(`/actions/${index}/form`, referencesOf(form)),
  ])
  return [...asked, ...acting, ...within('/settings', referencesOf(settings))]
}

function referencesOf(part: Pick<FormSchema, 'properties'> | undefined): Array<Omit<Named, 'file'>> {
  return Object.entries(part?.properties ?? {}).flatMap(([name, { reference, targets }]) => {
    const place = `/properties${pointerStep(name)}`
    return [
      ...(reference === undefined ? [] : [{ pointer: `${place}/reference/entity`, entity: reference.entity }]),
      ...(targets?.entities ?? []).map((entity, index) => ({ pointer: `${place}/targets/entities/${index}`, entity })),
    ]
  })
}

function within(pointer: string, named: Array<Omit<Named, 'file'>>): Array<Omit<Named, 'file'>> {
  return named.map((one) => ({ ...one, pointer: pointer + one.pointer }))
}

function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
}

function unknownEntity({ file, pointer, entity }: Named, known: string[]): PluginProblem {
  const expected = expectedNames(entity, known)
  const problem = {
    en: `there is no entity '${entity}'; ${expected.en}`,
    'zh-CN': `没有实体 '${entity}'；${expected['zh-CN']}`,
  }
  return { ...fileProblem(file, 'unknownEntity', problem), pointer }
}

function foreignEntity({ file, pointer, entity }: Named, source: string): PluginProblem {
  const problem = {
    en: `'${entity}' is an entity of plugin '${source}', which this plugin does not depend on: name it in the dependencies of plugin.json`,
    'zh-CN': `'${entity}' 是插件 '${source}' 的实体，而本插件未依赖它：请在 plugin.json 的 dependencies 中声明`,
  }
  return { ...fileProblem(file, 'dependency', problem), pointer }
}
