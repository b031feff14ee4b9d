import type { EntitySchema, FieldSchema, UniqueGroup } from '@tenon/sdk/contract/entity-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { canBeFolded } from '../can-be-folded.ts'
import { FIELD_TYPE_TABLE } from '../field-types/field-type-table.ts'
import type { ModelProblem } from './model-problem.ts'
import { unknownField } from './unknown-fields.ts'

type Properties = EntitySchema['properties']

/** What is wrong with the groups of fields whose values together must be unique. */
export function checkUniqueGroups(groups: UniqueGroup[] | undefined, known: Properties): ModelProblem[] {
  const keys = (groups ?? []).map(({ fields }) => [...fields].sort().join())
  return (groups ?? []).flatMap(({ fields, caseFolded }, index) => [
    ...(caseFolded === true ? nothingToFold(fields, index, known) : []),
    ...fields.flatMap((name, at) => checkMember(name, `/uniqueTogether/${index}/fields/${at}`, known) ?? []),
    ...(keys.indexOf(keys[index] ?? '') === index ? [] : [twice(index)]),
  ])
}

function checkMember(name: string, pointer: string, known: Properties): ModelProblem | null {
  const unknown = unknownField(pointer, name, known)
  const field = Object.hasOwn(known, name) ? known[name] : undefined
  if (unknown !== null || field === undefined) return unknown
  if (canBeInGroup(field)) return null
  const problem = {
    en: `'${name}', a field of type '${field.fieldType}', cannot be part of what is unique together; choose a short text, a number, a date, a choice or a reference`,
    'zh-CN': `'${name}' 的类型为 '${field.fieldType}'，不能参与组合唯一；请选择短文本、数字、日期、选项或引用字段`,
  }
  return { pointer, rule: 'fieldType', problem }
}

/** Types whose values fit into an index as they are: lists and JSON have indexes of another kind, long texts none. */
function canBeInGroup(field: FieldSchema): boolean {
  if (isDerivedType(field.fieldType)) return false
  const { keywords, columns } = FIELD_TYPE_TABLE[field.fieldType]
  const indexable = keywords.includes('indexed') || keywords.includes('unique')
  return indexable && columns('x', field).every(({ type }) => type !== 'jsonb' && !type.endsWith('[]'))
}

function nothingToFold(fields: string[], index: number, known: Properties): ModelProblem[] {
  const declared = fields.flatMap((name) => (Object.hasOwn(known, name) ? (known[name] ?? []) : []))
  if (declared.length < fields.length || declared.some(canBeFolded)) return []
  const problem = {
    en: 'none of these fields holds text in which capitals could make a difference',
    'zh-CN': '这些字段都不是可区分大小写的文本',
  }
  return [{ pointer: `/uniqueTogether/${index}/caseFolded`, rule: 'keyword', problem }]
}

function twice(index: number): ModelProblem {
  const problem = { en: 'this group of fields is there twice', 'zh-CN': '该字段组合重复' }
  return { pointer: `/uniqueTogether/${index}`, rule: 'duplicate', problem }
}
