import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { checkName } from '../model/check/check-name.ts'
import { type ModelProblem, pointerStep, within } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'
import { shownValue } from '../model/field-types/shown-value.ts'

/** What is wrong with the contracts that a manifest names, as far as one plugin can be judged alone. */
export function checkContractDeclarations({
  provides = {},
  consumes = {},
  capabilities = [],
}: PluginManifest): ModelProblem[] {
  const provided = Object.entries(provides).flatMap(([contract, { fields }]) =>
    within(`/provides${pointerStep(contract)}/fields`, fieldNames(fields)),
  )
  const consumed = Object.entries(consumes).flatMap(([contract, { fields }]) =>
    within(`/consumes${pointerStep(contract)}/fields`, [...fieldNames(fields), ...fieldTypes(fields)]),
  )
  const asked = capabilities.flatMap(({ capability }, index) => {
    const contract = /^contract:([^:]+):/.exec(capability)?.[1]
    if (contract === undefined || Object.hasOwn(consumes, contract)) return []
    return [{ ...notConsumed(contract, Object.keys(consumes)), pointer: `/capabilities/${index}/capability` }]
  })
  return [...provided, ...consumed, ...asked]
}

function fieldNames(fields: Record<string, unknown>): ModelProblem[] {
  return Object.keys(fields).flatMap((name) => within(pointerStep(name), checkName(name)))
}

function fieldTypes(fields: Record<string, string[]>): ModelProblem[] {
  return Object.entries(fields).flatMap(([name, types]) =>
    types.flatMap((type, index): ModelProblem[] => {
      if (FIELD_TYPES.some((known) => known === type)) return []
      const expected = expectedNames(type, FIELD_TYPES)
      const shown = shownValue(type)
      const problem = {
        en: `${shown} is no field type; ${expected.en}`,
        'zh-CN': `${shown} 不是字段类型；${expected['zh-CN']}`,
      }
      return [{ pointer: `${pointerStep(name)}${pointerStep(index)}`, rule: 'fieldType', problem }]
    }),
  )
}

function notConsumed(contract: string, consumed: string[]): Omit<ModelProblem, 'pointer'> {
  const expected = expectedNames(contract, consumed)
  const problem = {
    en: `the plugin does not consume the contract ${contract}, so that it is bound to nothing; ${expected.en}`,
    'zh-CN': `插件未声明使用契约 ${contract}，因此不会与任何实体绑定；${expected['zh-CN']}`,
  }
  return { rule: 'contract', problem }
}
