import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { checkField } from './check-field.ts'
import { checkFieldName } from './check-name.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'
import { unknownFields } from './unknown-fields.ts'

/** What is wrong with a well-formed form that is no entity's; references are judged when all plugins are merged. */
export function checkForm({ properties, required }: FormSchema): ModelProblem[] {
  const fields = Object.entries(properties).flatMap(([name, field]) =>
    within(`/properties${pointerStep(name)}`, [
      ...checkFieldName(name),
      ...checkField(field),
      ...(field.fieldType === 'sequence' ? [NO_SEQUENCE] : []),
      ...(field.fieldType === 'file' || field.fieldType === 'image' ? [NO_FILES] : []),
      ...(field.computedBy === undefined ? [] : [NOT_COMPUTED]),
      ...(field.defaultTo === undefined ? [] : [noCreation('defaultTo')]),
      ...(field.defaultExpression === undefined ? [] : [noCreation('defaultExpression')]),
      ...(isDerivedType(field.fieldType) ? [NOT_DERIVED] : []),
    ]),
  )
  return [...fields, ...unknownFields('/required', required, properties)]
}

const NO_SEQUENCE: ModelProblem = {
  pointer: '/fieldType',
  rule: 'fieldType',
  problem: {
    en: 'a sequence is given by the system and cannot be filled in',
    'zh-CN': '编号由系统生成，不能在表单中填写',
  },
}

const NO_FILES: ModelProblem = {
  pointer: '/fieldType',
  rule: 'fieldType',
  problem: {
    en: "files belong to records: only an entity has fields for them, not an action's form",
    'zh-CN': '文件属于记录：只有实体才能有文件字段，操作表单不能',
  },
}

const NOT_DERIVED: ModelProblem = {
  pointer: '/fieldType',
  rule: 'fieldType',
  problem: {
    en: 'a form holds what is filled in; only an entity has fields that are worked out of others',
    'zh-CN': '表单只包含填写的内容；只有实体才能有由其他字段计算得出的字段',
  },
}

const NOT_COMPUTED: ModelProblem = {
  pointer: '/computedBy',
  rule: 'computedBy',
  problem: {
    en: 'only a field of an entity can be computed, not one of a form',
    'zh-CN': '只有实体的字段才能由代码计算，表单字段不能',
  },
}

function noCreation(keyword: 'defaultTo' | 'defaultExpression'): ModelProblem {
  const problem = {
    en: 'this default is worked out when a record is created; a form creates none',
    'zh-CN': '该默认值在创建记录时得出，而表单不创建记录',
  }
  return { pointer: `/${keyword}`, rule: 'default', problem }
}
