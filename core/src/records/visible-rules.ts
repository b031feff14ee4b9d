import type { FieldSchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { usedPlaces } from '@tenon/sdk/expression/used-places'
import type { EntityAccess } from '../access/entity-access.ts'
import type { ActorAccess } from '../access/make-access.ts'
import type { CompiledModel } from '../model/compiled-model.ts'

interface Reader {
  model: CompiledModel
  rights: ActorAccess
}

/** The rules whose conditions name only what the actor may read; the others are asked by the server alone. */
export function visibleValidations({ entity }: EntityAccess, reader: Reader): ValidationRule[] {
  return entity.rules.validations.filter(({ expression }) => isOpen(reader, expression)).map(({ rule }) => rule)
}

/** The field without conditions that name what the actor may not read. */
export function withVisibleRules(
  { entity }: EntityAccess,
  { field, schema }: { field: string; schema: FieldSchema },
  reader: Reader,
): FieldSchema {
  const rules = entity.rules.fields.find((one) => one.field === field)
  if (rules === undefined) return schema
  const { visibleWhen, requiredWhen, ...rest } = schema
  const keeps = (expression: CheckedExpression | null) => expression !== null && isOpen(reader, expression)
  return {
    ...rest,
    ...(visibleWhen !== undefined && keeps(rules.visibleWhen) && { visibleWhen }),
    ...(requiredWhen !== undefined && keeps(rules.requiredWhen) && { requiredWhen }),
  }
}

function isOpen({ model, rights }: Reader, { references }: CheckedExpression): boolean {
  return usedPlaces(model.document, references).every(
    ({ entity, field }) => rights.readable(entity)?.canRead(field) === true,
  )
}
