import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { DERIVED_TYPES } from '@tenon/sdk/contract/field-type'
import type { ModelProblem } from './model-problem.ts'

/** What an object of a list cannot hold: what a record has, what refers to one, or what is worked out of one. */
const NOT_IN_OBJECTS: ReadonlySet<FieldSchema['fieldType']> = new Set([
  ...([
    'objectList',
    'reference',
    'user',
    'multiReference',
    'users',
    'anyReference',
    'team',
    'sequence',
    'slug',
  ] as const),
  ...(['file', 'image'] as const),
  ...DERIVED_TYPES,
])

/** Keywords that are about records, columns or the fields of an entity. */
const NOT_FOR_PARTS: ReadonlyArray<keyof FieldSchema> = [
  'unique',
  'caseFolded',
  'indexed',
  'searchable',
  'sensitive',
  'personal',
  'subject',
  'readOnly',
  'embed',
  'deprecated',
  'visibleWhen',
  'requiredWhen',
  'default',
  'defaultTo',
  'defaultExpression',
  'id',
]

/** What of a field means nothing in the objects of a list. */
export function checkListItem(schema: FieldSchema): ModelProblem[] {
  const { fieldType } = schema
  const type = NOT_IN_OBJECTS.has(fieldType) ? [notInObjects(fieldType)] : []
  return [...type, ...NOT_FOR_PARTS.filter((keyword) => schema[keyword] !== undefined).map(notForParts)]
}

function notInObjects(fieldType: FieldSchema['fieldType']): ModelProblem {
  const problem = {
    en: `an object of a list cannot hold a field of type '${fieldType}'; an entity of its own can`,
    'zh-CN': `列表中的对象不能包含类型为 '${fieldType}' 的字段；请改用独立的实体`,
  }
  return { pointer: '/fieldType', rule: 'fieldType', problem }
}

function notForParts(keyword: string): ModelProblem {
  const problem = {
    en: `'${keyword}' has no meaning in an object of a list; give it to the list`,
    'zh-CN': `'${keyword}' 对列表中的对象无效；请设在列表字段上`,
  }
  return { pointer: `/${keyword}`, rule: 'keyword', problem }
}
