import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import type { FieldPlace } from '@tenon/sdk/expression/derivation'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import { type ModelProblem, pointerStep } from './model-problem.ts'

/** Fields of plugins that the tenant took away although a field is worked out of them, each with the fields that use it. */
export function fieldsInUse(base: ModelDocument, document: ModelDocument): ModelProblem[] {
  const gone = removedFields(base, document)
  if (gone.length === 0) return []
  const derived = deriveModel(base)
  const users = derivedFields(base).filter(({ entity, field }) => document.entities[entity]?.properties[field])
  return gone.flatMap((place) => {
    const using = users.filter((user) =>
      derived.derivation(user)?.uses.some(({ entity, field }) => entity === place.entity && field === place.field),
    )
    return using.length === 0 ? [] : [inUse(place, using)]
  })
}

/** Neither there under their name nor, by their id, under another one. */
function removedFields(base: ModelDocument, document: ModelDocument): FieldPlace[] {
  return Object.entries(base.entities).flatMap(([entity, { properties }]) => {
    const left = document.entities[entity]?.properties ?? {}
    const ids = new Set(Object.values(left).map((field) => field?.id))
    const gone = Object.entries(properties).filter(([name, { id }]) => !Object.hasOwn(left, name) && !ids.has(id))
    return gone.map(([field]) => ({ entity, field }))
  })
}

function derivedFields({ entities }: ModelDocument): FieldPlace[] {
  return Object.entries(entities).flatMap(([entity, { properties }]) =>
    Object.entries(properties)
      .filter(([, field]) => isDerivedType(field.fieldType))
      .map(([field]) => ({ entity, field })),
  )
}

function inUse({ entity, field }: FieldPlace, using: readonly FieldPlace[]): ModelProblem {
  const names = using.map((user) => `'${user.entity}.${user.field}'`)
  const problem = {
    en: `'${field}' of '${entity}' cannot be removed: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} worked out of it`,
    'zh-CN': `无法移除“${entity}”的“${field}”：${names.join('、')} 由它计算得出`,
  }
  return { pointer: `/entities${pointerStep(entity)}/properties${pointerStep(field)}`, rule: 'inUse', problem }
}
