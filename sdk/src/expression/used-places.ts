import type { FieldReference } from './check-scope.ts'
import { childCollections } from './child-collections.ts'
import type { FieldPlace } from './derivation.ts'
import { type ExpressionModel, fieldIn } from './expression-model.ts'

/** Fields that an expression reads; of a collection of child records, their reference. */
export function usedPlaces(model: ExpressionModel, references: readonly FieldReference[]): FieldPlace[] {
  return references.map(({ entity, field }) => {
    const children = childrenNamed(model, { entity, field })
    return children === undefined ? { entity, field } : { entity: children.entity, field: children.reference }
  })
}

/** Whether an expression asks nothing but the record itself. */
export function isOfOwnRow(model: ExpressionModel, references: readonly FieldReference[]): boolean {
  return references.every((reference) => reference.path.length === 1 && childrenNamed(model, reference) === undefined)
}

/** The collection that a name of an expression means; undefined where it is a field. */
export function childrenNamed(model: ExpressionModel, { entity, field }: FieldPlace) {
  return fieldIn(model, entity, field) === undefined ? childCollections(model, entity).get(field) : undefined
}
