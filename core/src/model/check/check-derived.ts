import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { DerivedType } from '@tenon/sdk/contract/field-type'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import { derivationProblem } from './derivation-problem.ts'
import { type ModelProblem, pointerStep } from './model-problem.ts'

/** Each becomes a part of the statement that reads a list. */
const MAX_DERIVED = 50

/** The keyword that says how a field of the type is worked out. */
export const DERIVED_KEYWORDS: Readonly<Record<DerivedType, keyof FieldSchema>> = {
  formula: 'formula',
  rollup: 'rollup',
  count: 'rollup',
  lookup: 'lookup',
}

/** A well-formed document whose derived fields say what they give, and what is wrong with those that cannot. */
export function withResults(document: ModelDocument): { document: ModelDocument; problems: ModelProblem[] } {
  const derived = deriveModel(document)
  const entities = Object.entries(document.entities).map(([name, entity]) => {
    const properties = Object.entries(entity.properties).map(([field, schema]) => {
      const derivation = derived.derivation({ entity: name, field })
      return [field, derivation === null ? schema : { ...schema, readOnly: true, result: derivation.result }]
    })
    return [name, { ...entity, properties: Object.fromEntries(properties) }]
  })
  const typed = { ...document, entities: Object.fromEntries(entities) as ModelDocument['entities'] }
  return { document: typed, problems: derived.problems.map(derivationProblem) }
}

/** More derived fields than one entity may have. */
export function tooManyDerived({ properties }: Pick<EntitySchema, 'properties'>): ModelProblem[] {
  const derived = Object.entries(properties).filter(([, { fieldType }]) => isDerivedType(fieldType))
  return derived.slice(MAX_DERIVED).map(([name]) => ({
    pointer: `/properties${pointerStep(name)}`,
    rule: 'derivedFields',
    problem: {
      en: `an entity has at most ${MAX_DERIVED} fields that are worked out of others`,
      'zh-CN': `一个实体最多有 ${MAX_DERIVED} 个由其他字段计算得出的字段`,
    },
  }))
}
