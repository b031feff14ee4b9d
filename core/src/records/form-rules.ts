import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormCondition, FormRules } from '@tenon/sdk/contract/form-rules'
import type { ModelView, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { SETTABLE_COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { type CheckedExpression, checkExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { packExpression } from '@tenon/sdk/expression/pack-expression'

/** The view with those rules of its entities that forms can judge, ready to be evaluated. */
export function withFormRules(view: ModelView): ModelView {
  const entities = Object.entries(view.entities).map(([name, entity]) => {
    const rules = formRules(view, entity)
    return [name, rules === null ? entity : { ...entity, rules }]
  })
  return { ...view, entities: Object.fromEntries(entities) }
}

function formRules(view: ModelView, entity: ModelViewEntity): FormRules | null {
  const environment = { ...modelEnvironment(view, { entity: entity.name }), hasOld: true }
  const condition = (text: string | undefined) => (text === undefined ? null : formCondition(entity, environment, text))
  const validations = (entity.validations ?? []).flatMap(({ name, message, fields, condition: text }) => {
    const found = condition(text)
    return found === null ? [] : [{ name, message, fields: fields ?? found.reads, condition: found }]
  })
  const fields = Object.entries(entity.properties).flatMap(([name, schema]) => {
    const [visibleWhen, requiredWhen] = [condition(schema.visibleWhen), condition(schema.requiredWhen)]
    if (visibleWhen === null && requiredWhen === null) return []
    return [[name, { ...(visibleWhen && { visibleWhen }), ...(requiredWhen && { requiredWhen }) }] as const]
  })
  if (validations.length + fields.length === 0) return null
  return { validations, fields: Object.fromEntries(fields) }
}

/** Null where it is about more than what stands in a form: other records, or what is worked out of them. */
function formCondition(
  entity: ModelViewEntity,
  environment: ExpressionEnvironment,
  text: string,
): FormCondition | null {
  const checked = checkExpression(text, environment, TYPE.bool)
  if (!checked.ok || !isOfForm(entity, checked.expression)) return null
  const reads = checked.expression.references.map(({ field }) => field)
  return { expression: packExpression(checked.expression), reads: [...new Set(reads)] }
}

function isOfForm({ name, properties, access }: ModelViewEntity, { references }: CheckedExpression): boolean {
  return references.every(({ entity, field, path }) => {
    if (entity !== name || path.length > 1) return false
    if (access.maskedFields?.includes(field) === true) return false
    const schema = Object.hasOwn(properties, field) ? properties[field] : undefined
    return schema === undefined ? SETTABLE_COMMON_FIELDS.some((common) => common === field) : isTyped(schema)
  })
}

function isTyped({ fieldType, computedBy }: FieldSchema): boolean {
  return !isDerivedType(fieldType) && fieldType !== 'sequence' && computedBy === undefined
}
