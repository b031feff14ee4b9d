import type { EntityExtension, EntitySchema } from '@tenon/sdk/contract/entity-schema'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { FIELD_TYPE_TABLE } from '../field-types/field-type-table.ts'
import { snakeCase } from '../sql-names.ts'
import { tooManyDerived } from './check-derived.ts'
import { checkDuplicateRules } from './check-duplicate-rules.ts'
import { checkField } from './check-field.ts'
import { checkFieldName, checkName } from './check-name.ts'
import { checkRollups } from './check-rollups.ts'
import { checkValidations, hiddenRequired } from './check-rules.ts'
import { checkUniqueGroups } from './check-unique-groups.ts'
import { type ModelProblem, pointerStep, within } from './model-problem.ts'
import { TITLE_TYPES } from './title-types.ts'
import { unknownField, unknownFields, unknownShownFields } from './unknown-fields.ts'

type Properties = EntitySchema['properties']

/** What is wrong with a well-formed entity by itself; references are judged by `checkModel`. */
export function checkEntity(entity: EntitySchema): ModelProblem[] {
  const { properties } = entity
  return [
    ...within('/name', checkName(entity.name)),
    ...checkProperties(properties, properties),
    ...tooManyDerived(entity),
    ...checkTitle(entity),
    ...checkCustomerField(entity),
    ...checkFieldLists(entity, properties),
    ...requiredComputed(entity, properties),
    ...hiddenRequired(entity),
    ...unknownShownFields('/listFields', entity.listFields, properties),
  ]
}

/** The same for an extension: names may also be those of the entity that it extends, which `known` lists. */
export function checkExtension(extension: EntityExtension, known: Properties): ModelProblem[] {
  const all = { ...known, ...extension.properties }
  return [
    ...checkProperties(extension.properties, all),
    ...checkFieldLists(extension, all),
    ...requiredComputed(extension, extension.properties),
  ]
}

function checkProperties(properties: Properties, known: Properties): ModelProblem[] {
  const fields = Object.entries(properties).flatMap(([name, field]) =>
    within(`/properties${pointerStep(name)}`, [
      ...checkFieldName(name),
      ...checkField(field),
      ...checkSlugSource(field, known),
    ]),
  )
  return [...fields, ...checkColumns(properties)]
}

const SLUG_SOURCES: readonly string[] = ['text', 'longText', 'personName']

function checkSlugSource({ slugFrom }: Properties[string], known: Properties): ModelProblem[] {
  if (slugFrom === undefined) return []
  const unknown = unknownField('/slugFrom', slugFrom, known)
  if (unknown !== null) return [unknown]
  const type = known[slugFrom]?.fieldType ?? ''
  if (SLUG_SOURCES.includes(type)) return known[slugFrom]?.sensitive ? [sensitiveSource('/slugFrom', slugFrom)] : []
  const allowed = SLUG_SOURCES.map((source) => `'${source}'`)
  const problem = {
    en: `'${slugFrom}' is of type '${type}'; a slug is made of a field of type ${allowed.join(', ')}`,
    'zh-CN': `'${slugFrom}' 的类型为 '${type}'；slug 只能由 ${allowed.join('、')} 类型的字段生成`,
  }
  return [{ pointer: '/slugFrom', rule: 'fieldType', problem }]
}

/** Names are shown wherever a record is mentioned, and slugs stand in addresses. */
function sensitiveSource(pointer: string, name: string): ModelProblem {
  const problem = {
    en: `'${name}' is sensitive, and this would show its values to everybody; choose another field`,
    'zh-CN': `'${name}' 为敏感字段，这会向所有人显示其值；请选择其他字段`,
  }
  return { pointer, rule: 'sensitive', problem }
}

/** Two names may be one in SQL: `customerId` and `customerID`, or a money field `fee` and a field `feeCurrency`. */
function checkColumns(properties: Properties): ModelProblem[] {
  const owners = new Map<string, string>()
  const found: ModelProblem[] = []
  for (const [name, field] of Object.entries(properties)) {
    if (isDerivedType(field.fieldType)) continue
    for (const column of FIELD_TYPE_TABLE[field.fieldType].columns(snakeCase(name), field)) {
      const owner = owners.get(column.name)
      owners.set(column.name, name)
      if (owner !== undefined) found.push(sameColumn(owner, name))
    }
  }
  return found
}

function sameColumn(owner: string, name: string): ModelProblem {
  return {
    pointer: `/properties${pointerStep(name)}`,
    rule: 'sameColumn',
    problem: {
      en: `the fields '${owner}' and '${name}' would share a column; choose a name that differs by more than capitals or “Currency”`,
      'zh-CN': `字段 '${owner}' 与 '${name}' 会使用同一列，请换一个不只是大小写或“Currency”之差的名称`,
    },
  }
}

function checkTitle({ titleField, properties }: EntitySchema): ModelProblem[] {
  const unknown = unknownField('/titleField', titleField, properties)
  if (unknown !== null) return [unknown]
  if (properties[titleField]?.sensitive) return [sensitiveSource('/titleField', titleField)]
  const type = properties[titleField]?.fieldType
  if (type === undefined || (!isDerivedType(type) && TITLE_TYPES[type])) return []
  const problem = {
    en: `a record cannot be named by '${titleField}', a field of type '${type}'; choose a text, a number, a date or a choice`,
    'zh-CN': `不能以类型为 '${type}' 的字段 '${titleField}' 作为记录名称，请选择文本、数字、日期或选项字段`,
  }
  return [{ pointer: '/titleField', rule: 'titleField', problem }]
}

function checkCustomerField({ customerField, properties }: EntitySchema): ModelProblem[] {
  if (customerField === undefined) return []
  const unknown = unknownField('/customerField', customerField, properties)
  if (unknown !== null) return [unknown]
  if (properties[customerField]?.fieldType === 'reference') return []
  const problem = {
    en: `'${customerField}' must be a field of type 'reference' to name the customer`,
    'zh-CN': `'${customerField}' 必须是 'reference' 类型的字段才能指向客户`,
  }
  return [{ pointer: '/customerField', rule: 'customerField', problem }]
}

function checkFieldLists(
  lists: Pick<EntitySchema, 'required' | 'sections' | 'uniqueTogether' | 'duplicates' | 'rollups' | 'validations'>,
  known: Properties,
): ModelProblem[] {
  return [
    ...unknownFields('/required', lists.required, known),
    ...checkUniqueGroups(lists.uniqueTogether, known),
    ...checkDuplicateRules(lists.duplicates, known),
    ...checkRollups(lists.rollups, known),
    ...checkValidations(lists.validations, known),
    ...(lists.sections ?? []).flatMap((section, index) =>
      unknownFields(`/sections/${index}/fields`, section.fields, known),
    ),
  ]
}

/** Code may fail, and a write must not fail with it: so a computed field can be empty. */
function requiredComputed({ required = [] }: Pick<EntitySchema, 'required'>, known: Properties): ModelProblem[] {
  return required.flatMap((name, index) => {
    if (!Object.hasOwn(known, name)) return []
    const field = known[name]
    if (field !== undefined && isDerivedType(field.fieldType)) return [requiredDerived(name, index)]
    if (field?.computedBy === undefined) return []
    const problem = {
      en: `'${name}' is a computed field, which cannot be required: it is empty while its code fails`,
      'zh-CN': `'${name}' 是计算字段，不能设为必填：代码出错时其值为空`,
    }
    return [{ pointer: `/required/${index}`, rule: 'computedBy', problem }]
  })
}

function requiredDerived(name: string, index: number): ModelProblem {
  const problem = {
    en: `'${name}' is worked out of other fields and cannot be required: nobody fills it in`,
    'zh-CN': `'${name}' 由其他字段计算得出，不能设为必填：无人填写它`,
  }
  return { pointer: `/required/${index}`, rule: 'derived', problem }
}
