import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { isTakenInExpressions } from '@tenon/sdk/expression/child-collections'
import { shownValue } from '../field-types/shown-value.ts'
import { type ModelProblem, pointerStep } from './model-problem.ts'

/** What is wrong with the names by which entities see the records that name theirs. */
export function checkReverseNames({ entities }: ModelDocument): ModelProblem[] {
  const given = Object.entries(entities).flatMap(([entity, { properties }]) => givenNames(entity, properties))
  return given.flatMap((one) => {
    const place = `${one.place}/reference/reverse`
    if (one.fieldType !== 'reference') return [namesSeveral(place)]
    const twin = given.find((other) => other !== one && other.target === one.target && other.name === one.name)
    if (twin !== undefined) return [taken(`${place}/name`, one, { entity: twin.entity, field: twin.field })]
    if (isTakenInExpressions(one.name)) return [taken(`${place}/name`, one, null)]
    const fields = Object.hasOwn(entities, one.target) ? (entities[one.target]?.properties ?? {}) : {}
    const isField = Object.hasOwn(fields, one.name)
    return isField ? [taken(`${place}/name`, one, { entity: one.target, field: one.name })] : []
  })
}

interface GivenName {
  entity: string
  field: string
  fieldType: string
  /** Pointer of the reference. */
  place: string
  target: string
  name: string
}

function givenNames(entity: string, properties: ModelEntity['properties']): GivenName[] {
  return Object.entries(properties).flatMap(([field, { fieldType, reference }]) => {
    if (reference?.reverse === undefined) return []
    const place = `/entities${pointerStep(entity)}/properties${pointerStep(field)}`
    return [{ entity, field, fieldType, place, target: reference.entity, name: reference.reverse.name }]
  })
}

function taken(pointer: string, { name, target }: GivenName, by: { entity: string; field: string } | null) {
  const shown = shownValue(name)
  const whose =
    by === null
      ? { en: 'expressions have another meaning for it', 'zh-CN': '它在表达式中另有含义' }
      : { en: `it is that of '${by.entity}.${by.field}'`, 'zh-CN': `它已被 '${by.entity}.${by.field}' 使用` }
  const problem = {
    en: `'${target}' cannot call these records ${shown}: ${whose.en}; choose another name`,
    'zh-CN': `'${target}' 不能以 ${shown} 称呼这些记录：${whose['zh-CN']}；请换一个名称`,
  }
  return { pointer, rule: 'nameTaken', problem }
}

function namesSeveral(pointer: string): ModelProblem {
  const problem = {
    en: "only a field of type 'reference' has a reverse name: records that name several at once would count for each of them",
    'zh-CN': "只有 'reference' 类型的字段可以有反向名称：同时引用多条记录的记录会被重复计算",
  }
  return { pointer, rule: 'fieldType', problem }
}
