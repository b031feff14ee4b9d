import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { valueType } from '@tenon/sdk/contract/value-field'
import { type ModelProblem, pointerStep } from '../model/check/model-problem.ts'
import { mergeModel } from '../model/merge-model.ts'
import { schemaInvalid } from '../model/schema-invalid.ts'
import { demandsOf, providersOf } from './contract-bindings.ts'

/**
 * The model in force of a tenant with these plugins: `mergeModel`, and that the tenant's edits leave in place by which a
 * plugin fulfils a contract that another one consumes. Throws what `mergeModel` throws.
 */
export function mergeTenantModel(
  packages: readonly PluginPackage[],
  edits: TenantEdits,
  locale: Locale = 'en',
): ModelDocument {
  const document = mergeModel(packages, edits, locale)
  const problems = packages.flatMap((consumer) => brokenContracts(consumer, packages, document))
  if (problems.length > 0) throw schemaInvalid(problems, locale)
  return document
}

function brokenContracts(
  consumer: PluginPackage,
  packages: readonly PluginPackage[],
  { entities }: ModelDocument,
): ModelProblem[] {
  return demandsOf(consumer).flatMap(({ contract, demand }) => {
    const binding = providersOf(packages, contract)[0]?.manifest.provides?.[contract]
    if (binding === undefined) return []
    const { entity, fields } = binding
    return Object.entries(demand.fields).flatMap(([name, types]): ModelProblem[] => {
      const field = fields[name] ?? ''
      const type = valueType(entities[entity]?.properties[field])
      if (type !== undefined && types.includes(type)) return []
      const needed = `'${name}' of the contract ${contract}`
      const problem = {
        en: `the field '${field}' is ${needed}, which plugin '${consumer.manifest.id}' needs as ${types.join(', ')}: it has to stay`,
        'zh-CN': `字段 '${field}' 是契约 ${contract} 的 '${name}'，插件 '${consumer.manifest.id}' 需要其类型为 ${types.join('、')}：必须保留`,
      }
      return [{ pointer: `/entities${pointerStep(entity)}/properties${pointerStep(field)}`, rule: 'contract', problem }]
    })
  })
}
