import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { DerivedModel } from '@tenon/sdk/expression/derive-model'
import { entityRules } from '@tenon/sdk/expression/entity-rules'
import { type ExpressionType, TYPE } from '@tenon/sdk/expression/expression-type'
import type { CompiledRules } from './compiled-model.ts'

/** The rules of an entity of a checked document, each with the fields whose change it concerns. */
export function compileRules(document: ModelDocument, entity: string, derived: DerivedModel): CompiledRules {
  const derivedType = (of: string, field: string): ExpressionType =>
    derived.derivation({ entity: of, field })?.expression.type ?? TYPE.unknown
  const rules = entityRules(document, entity, derivedType)
  const readsOf = (...expressions: ReadonlyArray<CheckedExpression | null>) => {
    const all = [
      ...ownFields(
        derived,
        entity,
        expressions.flatMap((expression) => namedFields(expression)),
      ),
    ]
    return all.filter((name) => isStored(document, entity, name))
  }
  return Object.freeze({
    validations: Object.freeze(
      rules.validations.map(({ rule, expression }) =>
        Object.freeze({ rule, expression, reads: new Set([...readsOf(expression), ...(rule.fields ?? [])]) }),
      ),
    ),
    fields: Object.freeze(
      rules.fields.map((one) =>
        Object.freeze({ ...one, reads: new Set([one.field, ...readsOf(one.visibleWhen, one.requiredWhen)]) }),
      ),
    ),
  })
}

function isStored({ entities }: ModelDocument, entity: string, name: string): boolean {
  const properties = entities[entity]?.properties ?? {}
  const field = Object.hasOwn(properties, name) ? properties[name] : undefined
  return field === undefined ? COMMON_FIELDS.some((common) => common === name) : !isDerivedType(field.fieldType)
}

function namedFields(expression: CheckedExpression | null): string[] {
  return (expression?.references ?? []).flatMap(({ path }) => path[0] ?? [])
}

/** The fields themselves, and of derived ones those of the record that they are worked out of. */
function ownFields(derived: DerivedModel, entity: string, names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const add = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const use of derived.derivation({ entity, field: name })?.uses ?? []) if (use.entity === entity) add(use.field)
  }
  for (const name of names) add(name)
  return found
}
