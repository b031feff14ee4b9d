import type { EntityExtension, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type ModelProblem, pointerStep, toProblem } from './check/model-problem.ts'
import { expectedNames } from './expected-names.ts'
import { schemaInvalid } from './schema-invalid.ts'

interface Merge {
  document: Required<Omit<ModelDocument, 'names'>>
  clashes: Array<ModelProblem & { plugin: string }>
  unknown: ModelProblem[]
}

/**
 * The parts of all plugins as one document, before the tenant's edits. Packages come in the order of their dependencies.
 * Throws PLUGIN_CLASH when two declare the same thing, naming both; SCHEMA_INVALID when one extends what is not there.
 */
export function mergePackages(packages: readonly PluginPackage[], locale: Locale): ModelDocument {
  const merge: Merge = { document: { entities: {}, pipelines: {}, views: {} }, clashes: [], unknown: [] }
  for (const plugin of packages) addOwnParts(merge, plugin)
  for (const plugin of packages) {
    for (const extension of plugin.extensions) extend(merge, plugin.manifest.id, extension)
  }
  const [clash] = merge.clashes
  if (clash !== undefined) {
    const problems = merge.clashes.map((problem) => toProblem(problem, locale))
    throw new TenonError({ code: 'PLUGIN_CLASH', message: problems[0]?.message ?? '', problems, plugin: clash.plugin })
  }
  if (merge.unknown.length > 0) throw schemaInvalid(merge.unknown, locale)
  const { views, ...rest } = merge.document
  return Object.keys(views).length > 0 ? merge.document : rest
}

function addOwnParts(merge: Merge, { manifest: { id }, entities, pipelines, views }: PluginPackage): void {
  const { document } = merge
  for (const { $schema: _schema, ...entity } of entities) {
    const owner = document.entities[entity.name]
    if (owner !== undefined) clash(merge, id, { owner: owner.source, pointer: `/entities${pointerStep(entity.name)}` })
    else document.entities[entity.name] = ownEntity(entity, id)
  }
  for (const { $schema: _schema, ...pipeline } of pipelines) {
    const owner = document.pipelines[pipeline.name]
    if (owner !== undefined)
      clash(merge, id, { owner: owner.source, pointer: `/pipelines${pointerStep(pipeline.name)}` })
    else document.pipelines[pipeline.name] = { ...pipeline, source: id }
  }
  for (const { $schema: _schema, ...view } of views) {
    const owner = document.views[view.name]
    if (owner !== undefined) clash(merge, id, { owner: owner.source, pointer: `/views${pointerStep(view.name)}` })
    else document.views[view.name] = { ...view, source: id }
  }
}

function ownEntity(entity: PluginPackage['entities'][number], plugin: string): ModelEntity {
  const names = Object.keys(entity.properties)
  return {
    ...entity,
    properties: withIds(entity.properties, `${plugin}/${entity.name}`),
    source: plugin,
    fieldSources: Object.fromEntries(names.map((name) => [name, plugin])),
  }
}

/** Gives every field the id that stays with it through renames. */
export function withIds(properties: Record<string, FieldSchema>, prefix: string): Record<string, FieldSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, { ...field, id: field.id ?? `${prefix}/${name}` }]),
  )
}

function extend(merge: Merge, plugin: string, extension: EntityExtension): void {
  const { entities } = merge.document
  const entity = Object.hasOwn(entities, extension.extends) ? entities[extension.extends] : undefined
  if (entity === undefined) {
    const expected = expectedNames(extension.extends, Object.keys(entities))
    const problem = {
      en: `plugin '${plugin}' extends an entity '${extension.extends}' that is not there; ${expected.en}`,
      'zh-CN': `插件 '${plugin}' 扩展了不存在的实体 '${extension.extends}'；${expected['zh-CN']}`,
    }
    merge.unknown.push({ pointer: `/entities${pointerStep(extension.extends)}`, rule: 'unknownEntity', problem })
    return
  }
  const pointer = `/entities${pointerStep(entity.name)}/properties`
  for (const name of Object.keys(extension.properties)) {
    const owner = Object.hasOwn(entity.properties, name) ? entity.fieldSources[name] : undefined
    if (owner !== undefined) clash(merge, plugin, { owner, pointer: pointer + pointerStep(name) })
  }
  entities[entity.name] = extended(entity, extension, plugin)
}

function extended(entity: ModelEntity, extension: EntityExtension, plugin: string): ModelEntity {
  const names = Object.keys(extension.properties)
  const added = withIds(extension.properties, `${plugin}/${entity.name}`)
  const required = [...new Set([...(entity.required ?? []), ...(extension.required ?? [])])]
  const sections = [...(entity.sections ?? []), ...(extension.sections ?? [])]
  const uniqueTogether = [...(entity.uniqueTogether ?? []), ...(extension.uniqueTogether ?? [])]
  const duplicates = [...(entity.duplicates ?? []), ...(extension.duplicates ?? [])]
  const rollups = [...(entity.rollups ?? []), ...(extension.rollups ?? [])]
  const validations = [...(entity.validations ?? []), ...(extension.validations ?? [])]
  return {
    ...entity,
    properties: { ...entity.properties, ...added },
    ...(required.length > 0 && { required }),
    ...(sections.length > 0 && { sections }),
    ...(uniqueTogether.length > 0 && { uniqueTogether }),
    ...(duplicates.length > 0 && { duplicates }),
    ...(rollups.length > 0 && { rollups }),
    ...(validations.length > 0 && { validations }),
    fieldSources: { ...entity.fieldSources, ...Object.fromEntries(names.map((name) => [name, plugin])) },
  }
}

function clash(merge: Merge, plugin: string, { owner, pointer }: { owner: string; pointer: string }): void {
  const what = pointer.slice(1).replaceAll('/', ' › ')
  merge.clashes.push({
    pointer,
    rule: 'clash',
    plugin,
    problem: {
      en: `Plugins '${owner}' and '${plugin}' both declare ${what}; only one of them can be installed.`,
      'zh-CN': `插件 '${owner}' 与 '${plugin}' 都声明了 ${what}，只能安装其中之一。`,
    },
  })
}
