import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'

/** Computed fields without code: it lives in the plugin that declares the field. */
export function checkComputed({ entities }: ModelDocument, packages: readonly PluginPackage[]): ModelProblem[] {
  return Object.entries(entities).flatMap(([name, entity]) =>
    within(`/entities${pointerStep(name)}`, withoutCode(entity, packages)),
  )
}

function withoutCode({ properties, fieldSources }: ModelEntity, packages: readonly PluginPackage[]): ModelProblem[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    if (field.computedBy === undefined) return []
    const plugin = packages.find(({ manifest }) => manifest.id === fieldSources[name])
    if (plugin !== undefined) return missingComputed({ properties: { [name]: field } }, plugin.hooks.computed)
    return [{ pointer: `/properties${pointerStep(name)}/computedBy`, rule: 'unknownComputed', problem: NO_PLUGIN }]
  })
}

const NO_PLUGIN: ModelProblem['problem'] = {
  en: "only a field that a plugin declares can be worked out by a plugin's code",
  'zh-CN': '只有插件声明的字段才能由插件代码计算',
}

/** Fields whose values are to be worked out by code that the plugin does not have. */
export function missingComputed({ properties }: Pick<EntitySchema, 'properties'>, known: string[]): ModelProblem[] {
  return Object.entries(properties).flatMap(([name, { computedBy }]) => {
    if (computedBy === undefined || known.includes(computedBy)) return []
    const expected = expectedNames(computedBy, known)
    const shown = shownValue(computedBy)
    const problem = {
      en: `hooks.ts has no ${shown} among its computed hooks; ${expected.en}`,
      'zh-CN': `hooks.ts 的 computed 中没有 ${shown}；${expected['zh-CN']}`,
    }
    return [{ pointer: `/properties${pointerStep(name)}/computedBy`, rule: 'unknownComputed', problem }]
  })
}
