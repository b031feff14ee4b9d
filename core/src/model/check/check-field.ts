import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { isCurrency } from '../field-types/currency.ts'
import { FIELD_TYPE_TABLE } from '../field-types/field-type-table.ts'
import { RATING_LIMIT } from '../field-types/number-types.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { patternError } from '../linear-pattern.ts'
import { checkDefault } from './check-default.ts'
import { checkDefaultExpression } from './check-default-expression.ts'
import { checkDefaultTo } from './check-default-to.ts'
import { DERIVED_KEYWORDS } from './check-derived.ts'
import { checkListItem } from './check-list-item.ts'
import { checkName } from './check-name.ts'
import { checkSequence } from './check-sequence.ts'
import { checkValueSchema } from './check-value-schema.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'

const EVERY_FIELD: ReadonlyArray<keyof FieldSchema> = [
  'fieldType',
  'label',
  'help',
  'sensitive',
  'personal',
  'readOnly',
  'computedBy',
  'embed',
  'deprecated',
  'visibleWhen',
  'requiredWhen',
  'default',
  'defaultTo',
  'defaultExpression',
  'id',
]

/** What is wrong with a well-formed field by itself; pointers begin at the field. */
export function checkField(schema: FieldSchema): ModelProblem[] {
  const shape = [
    ...checkKeywords(schema),
    ...checkDerivedField(schema),
    ...checkOptions(schema),
    ...checkPattern(schema),
    ...checkRange(schema),
  ]
  if (schema.fieldType === 'reference' || schema.fieldType === 'multiReference') shape.push(...checkTarget(schema))
  if (schema.fieldType === 'anyReference' && schema.targets === undefined) shape.push(missingKeyword('targets'))
  if (schema.fieldType === 'objectList') shape.push(...checkItems(schema))
  if (schema.sequence !== undefined) shape.push(...within('/sequence', checkSequence(schema.sequence)))
  if (schema.caseFolded !== undefined && schema.unique !== true) shape.push(foldedAlone())
  if (schema.valueSchema !== undefined) shape.push(...within('/valueSchema', checkValueSchema(schema.valueSchema)))
  if (schema.currency !== undefined && !isCurrency(schema.currency)) shape.push(unknownCurrency(schema.currency))
  if (schema.sensitive && (schema.embed ?? 'never') !== 'never') shape.push(embeddedSecret())
  if (schema.computedBy !== undefined) shape.push(...checkComputedField(schema))
  // A default is judged by the other keywords, so only once those are right.
  return shape.length > 0
    ? shape
    : [...checkDefault(schema), ...checkDefaultTo(schema), ...checkDefaultExpression(schema)]
}

function checkKeywords(schema: FieldSchema): ModelProblem[] {
  const allowed = [...EVERY_FIELD, ...keywordsOf(schema.fieldType)]
  const idle = Object.keys(schema).filter((keyword) => !allowed.some((known) => known === keyword))
  return idle.map((keyword) => {
    const own = allowed.slice(EVERY_FIELD.length).join(', ') || '–'
    return at(keyword, 'keyword', {
      en: `'${keyword}' has no meaning for a field of type '${schema.fieldType}'; that type knows: ${own}`,
      'zh-CN': `'${keyword}' 对类型为 '${schema.fieldType}' 的字段无效；该类型可用：${own}`,
    })
  })
}

function keywordsOf(fieldType: FieldSchema['fieldType']): ReadonlyArray<keyof FieldSchema> {
  return isDerivedType(fieldType) ? [DERIVED_KEYWORDS[fieldType]] : FIELD_TYPE_TABLE[fieldType].keywords
}

/** Keywords of every field that say nothing of one that is worked out when it is read. */
const NOT_DERIVED: ReadonlyArray<keyof FieldSchema> = [
  'personal',
  'default',
  'defaultTo',
  'defaultExpression',
  'computedBy',
  'readOnly',
  'requiredWhen',
]

function checkDerivedField(schema: FieldSchema): ModelProblem[] {
  if (!isDerivedType(schema.fieldType)) return []
  const idle = NOT_DERIVED.filter(
    (keyword) => schema[keyword] !== undefined && (schema[keyword] !== true || keyword === 'personal'),
  )
  return idle.map((keyword) =>
    at(keyword, 'derived', {
      en: `'${keyword}' has no meaning for a field of type '${schema.fieldType}': its value is worked out whenever it is read`,
      'zh-CN': `'${keyword}' 对类型为 '${schema.fieldType}' 的字段无效：其值在读取时计算得出`,
    }),
  )
}

function checkTarget({ fieldType, reference }: FieldSchema): ModelProblem[] {
  if (reference === undefined) return [missingKeyword('reference')]
  if (fieldType === 'reference' || reference.onDelete !== 'cascade') return []
  const problem = {
    en: "a record that names several is not deleted with one of them: choose 'restrict' or 'setNull'",
    'zh-CN': "引用多条记录的记录不会随其中一条被删除：请选择 'restrict' 或 'setNull'",
  }
  return [at('reference/onDelete', 'onDelete', problem)]
}

/** Types whose values are given by the store, or name something that must be there. */
const NOT_COMPUTED: ReadonlyArray<FieldSchema['fieldType']> = [
  ...(['sequence', 'reference', 'user', 'multiReference', 'users', 'anyReference', 'team', 'file', 'image'] as const),
]

function checkComputedField(schema: FieldSchema): ModelProblem[] {
  const { fieldType, default: preset, defaultTo, unique, readOnly, requiredWhen } = schema
  const found: ModelProblem[] = []
  if (NOT_COMPUTED.includes(fieldType)) {
    const problem = {
      en: `a field of type '${fieldType}' cannot be worked out by code; it can be any type but ${NOT_COMPUTED.join(', ')}`,
      'zh-CN': `类型为 '${fieldType}' 的字段不能由代码计算；除 ${NOT_COMPUTED.join('、')} 外的类型均可`,
    }
    found.push(at('computedBy', 'computedBy', problem))
  }
  if (preset !== undefined) found.push(notWithComputed('default'))
  if (defaultTo !== undefined) found.push(notWithComputed('defaultTo'))
  // Nobody could be told that a value worked out afterwards is taken.
  if (unique === true) found.push(notWithComputed('unique'))
  if (readOnly === false) found.push(notWithComputed('readOnly'))
  if (requiredWhen !== undefined) found.push(notWithComputed('requiredWhen'))
  return found
}

function notWithComputed(keyword: 'default' | 'defaultTo' | 'unique' | 'readOnly' | 'requiredWhen'): ModelProblem {
  const noDefault = { en: 'a computed field has no default', 'zh-CN': '计算字段不能有默认值' }
  const texts = {
    default: noDefault,
    defaultTo: noDefault,
    unique: {
      en: 'a computed field cannot be unique: its value is worked out after the fact, and may not refuse a write',
      'zh-CN': '计算字段不能设为唯一：其值在事后得出，不能因此拒绝写入',
    },
    requiredWhen: {
      en: 'a computed field cannot be required: it is empty while its code fails',
      'zh-CN': '计算字段不能设为必填：代码出错时其值为空',
    },
    readOnly: { en: 'a computed field is always read-only; leave this out', 'zh-CN': '计算字段始终只读，请删除此项' },
  }
  return at(keyword, 'computedBy', texts[keyword])
}

function checkOptions({ fieldType, options }: FieldSchema): ModelProblem[] {
  if (options === undefined)
    return fieldType === 'choice' || fieldType === 'multiChoice' ? [missingKeyword('options')] : []
  const values = options.map((option) => option.value)
  const twice = values.findIndex((value, index) => values.indexOf(value) !== index)
  if (twice === -1) return []
  const shown = shownValue(values[twice] ?? '')
  return [
    at(`options/${twice}/value`, 'duplicate', { en: `option ${shown} is there twice`, 'zh-CN': `选项 ${shown} 重复` }),
  ]
}

function checkItems({ items }: FieldSchema): ModelProblem[] {
  if (items === undefined) return [missingKeyword('items')]
  return Object.entries(items.properties).flatMap(([name, field]) => {
    const misplaced = checkListItem(field)
    const own = misplaced.length > 0 ? misplaced : checkField(field)
    return within(`/items/properties${pointerStep(name)}`, [...checkName(name), ...own])
  })
}

function checkPattern({ pattern }: FieldSchema): ModelProblem[] {
  const reason = pattern === undefined ? null : patternError(pattern)
  if (reason === null) return []
  return [
    at('pattern', 'pattern', {
      en: `${shownValue(pattern ?? '')} is not a regular expression that can be used here (RE2 syntax): ${reason}`,
      'zh-CN': `${shownValue(pattern ?? '')} 不是此处可用的正则表达式（RE2 语法）：${reason}`,
    }),
  ]
}

function checkRange(schema: FieldSchema): ModelProblem[] {
  const { fieldType, minimum, maximum, minLength, maxLength, minItems, maxItems } = schema
  const found: ModelProblem[] = []
  if (minimum !== undefined && maximum !== undefined && minimum > maximum)
    found.push(emptyRange('minimum', minimum, maximum))
  if (minLength !== undefined && maxLength !== undefined && minLength > maxLength) {
    found.push(emptyRange('minLength', minLength, maxLength))
  }
  if (minItems !== undefined && maxItems !== undefined && minItems > maxItems) {
    found.push(emptyRange('minItems', minItems, maxItems))
  }
  const whole = fieldType === 'rating' ? [minimum ?? 1, maximum ?? 1] : []
  if (whole.some((bound) => !Number.isInteger(bound) || bound < 0 || bound > RATING_LIMIT)) {
    const problem = {
      en: `a rating goes from 0 to ${RATING_LIMIT} at most, in whole numbers`,
      'zh-CN': `评分范围最多为 0 到 ${RATING_LIMIT} 的整数`,
    }
    found.push(at(minimum === undefined ? 'maximum' : 'minimum', 'range', problem))
  }
  return found
}

function emptyRange(keyword: string, least: number, most: number): ModelProblem {
  return at(keyword, 'range', {
    en: `the least value ${least} is greater than the greatest ${most}`,
    'zh-CN': `最小值 ${least} 大于最大值 ${most}`,
  })
}

function missingKeyword(keyword: string): ModelProblem {
  return { pointer: '', rule: 'required', problem: { en: `'${keyword}' is missing`, 'zh-CN': `缺少 '${keyword}'` } }
}

function foldedAlone(): ModelProblem {
  return at('caseFolded', 'keyword', {
    en: "'caseFolded' says how values are compared that must be unique; give the field 'unique' too",
    'zh-CN': "'caseFolded' 说明唯一值的比较方式；请同时设置 'unique'",
  })
}

function embeddedSecret(): ModelProblem {
  return at('embed', 'sensitive', {
    en: "a sensitive field is never shown in embedded widgets; leave 'embed' out, or 'sensitive'",
    'zh-CN': "敏感字段绝不会显示在嵌入组件中；请删除 'embed' 或 'sensitive'",
  })
}

function unknownCurrency(currency: string): ModelProblem {
  return at('currency', 'currency', {
    en: `${shownValue(currency)} is not a currency; expected an ISO 4217 code such as USD or CNY`,
    'zh-CN': `${shownValue(currency)} 不是货币，应为 ISO 4217 代码，例如 CNY 或 USD`,
  })
}

function at(path: string, rule: string, problem: LocalizedText): ModelProblem {
  return { pointer: path.split('/').map(pointerStep).join(''), rule, problem }
}
