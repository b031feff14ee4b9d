import type { FieldResult } from '../contract/entity-schema.ts'
import { isDerivedType, valueField } from '../contract/value-field.ts'
import { checkExpression } from './check-expression.ts'
import { commonFieldResult } from './common-field-result.ts'
import type { Derived, FieldPlace } from './derivation.ts'
import { type Deriving, located, missing } from './deriving.ts'
import { fieldIn } from './expression-model.ts'
import { nearestName } from './nearest-name.ts'

/** A field of the record that a reference names, perhaps over several references. */
export function deriveLookup(deriving: Deriving): Derived {
  const { entity, schema, environment, done, failed } = deriving
  const { lookup } = schema
  if (lookup === undefined) return failed(missing('lookup'))
  const path = lookup.split('.')
  const uses: FieldPlace[] = []
  let at = entity
  for (const [index, name] of path.entries()) {
    const type = environment(at).fieldType(at, name)
    if (type === undefined) return failed(unknownStep(deriving, { entity: at, field: name }))
    uses.push({ entity: at, field: name })
    if (type.kind === 'unknown') return failed()
    if (index === path.length - 1) break
    if (type.kind !== 'record') return failed(noReference({ entity: at, field: name }))
    at = type.entity
  }
  // Named from the record, so that no field is taken for a variable.
  const checked = checkExpression(`record.${lookup}`, environment(entity))
  if (!checked.ok) return failed(...checked.problems.map((problem) => ({ pointer: '/lookup', ...located(problem) })))
  const result = resultOfField(deriving, { entity: at, field: path.at(-1) ?? '' })
  return done({ expression: checked.expression, result, uses, isOwnRow: false, path })
}

/** What the field that is looked up is like: its options and currency too, but none of its rules. */
function resultOfField({ model, result }: Deriving, place: FieldPlace): FieldResult {
  const declared = fieldIn(model, place.entity, place.field)
  if (declared === undefined) return commonFieldResult(model, place.entity, place.field) ?? { fieldType: 'text' }
  if (isDerivedType(declared.fieldType)) return result(place) ?? { fieldType: 'text' }
  const { fieldType, options, currency, scale, maximum, symbology, language, items, reference, targets } =
    valueField(declared)
  return {
    // A number is given once; wherever else it is shown, it is text.
    fieldType: fieldType === 'sequence' ? 'text' : fieldType,
    ...(options !== undefined && { options }),
    ...(currency !== undefined && { currency }),
    ...(scale !== undefined && { scale }),
    ...(maximum !== undefined && { maximum }),
    ...(symbology !== undefined && { symbology }),
    ...(language !== undefined && { language }),
    ...(items !== undefined && { items }),
    ...(targets !== undefined && { targets: { entities: targets.entities } }),
    ...(reference !== undefined && { reference: { entity: reference.entity } }),
  }
}

function unknownStep({ environment }: Deriving, { entity, field }: FieldPlace) {
  const near = nearestName(field, environment(entity).fieldNames(entity))
  return {
    pointer: '/lookup',
    rule: 'unknownField',
    ...(near !== null && { suggestion: near }),
    message: {
      en: `'${entity}' has no field '${field}'${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `“${entity}”没有字段“${field}”${near === null ? '' : `，是否指“${near}”？`}`,
    },
  }
}

function noReference({ entity, field }: FieldPlace) {
  return {
    pointer: '/lookup',
    rule: 'noReference',
    message: {
      en: `'${field}' of '${entity}' is no reference, so that nothing can be looked up through it`,
      'zh-CN': `“${entity}”的“${field}”不是引用字段，无法通过它查找`,
    },
  }
}
