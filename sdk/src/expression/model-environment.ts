import { isDerivedType, valueField } from '../contract/value-field.ts'
import { type ChildCollection, childCollections } from './child-collections.ts'
import { commonFieldNames, commonFieldResult } from './common-field-result.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import { type ExpressionModel, entityIn, fieldIn } from './expression-model.ts'
import { type ExpressionType, listOf } from './expression-type.ts'
import { fieldExpressionType } from './field-expression-type.ts'

export interface ModelEnvironmentOptions {
  readonly entity: string
  /** The type of a derived field's values. Missing: as the model's `result` says. */
  readonly derivedType?: (entity: string, field: string) => ExpressionType
}

/**
 * What expressions over the records of an entity can name: its declared and common fields, the records that name it, and
 * the same of references.
 */
export function modelEnvironment(
  model: ExpressionModel,
  { entity, derivedType }: ModelEnvironmentOptions,
): ExpressionEnvironment {
  function fieldType(name: string, field: string): ExpressionType | undefined {
    const declared = fieldIn(model, name, field)
    if (declared !== undefined) {
      const derived = isDerivedType(declared.fieldType) && derivedType !== undefined
      return derived ? derivedType(name, field) : fieldExpressionType(valueField(declared))
    }
    const common = commonFieldResult(model, name, field)
    if (common !== undefined) return fieldExpressionType({ ...common, label: { en: field } })
    const children = childCollections(model, name).get(field)
    return children === undefined ? undefined : listOf({ kind: 'record', entity: children.entity })
  }
  return {
    entity,
    fieldType,
    fieldNames: (name) => [
      ...Object.keys(entityIn(model, name)?.properties ?? {}),
      ...(entityIn(model, name) === undefined ? [] : commonFieldNames(model, name)),
      ...[...childCollections(model, name).values()].filter(isPlain).map(({ name: collection }) => collection),
    ],
  }
}

/** Those that have a name of their own are not offered by the long one, too. */
function isPlain(one: ChildCollection, _index: number, all: readonly ChildCollection[]): boolean {
  return all.find(({ entity, reference }) => entity === one.entity && reference === one.reference) === one
}
