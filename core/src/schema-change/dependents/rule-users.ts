import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { usedPlaces } from '@tenon/sdk/expression/used-places'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { both, en, type FoundDependent, found, zh } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'

/** Rules of entities that name the field, wherever they are: validations, and when fields are shown or needed. */
export function ruleUsers({ model }: ModelUsers, used: UsedField): FoundDependent[] {
  const names = (expression: CheckedExpression | null) =>
    expression !== null &&
    usedPlaces(model.document, expression.references).some(
      ({ entity, field }) => entity === used.entity && field === used.field,
    )
  return [...model.entities.values()].flatMap((entity) => [
    ...entity.rules.validations
      .filter(({ rule, expression }) => names(expression) || isToldAt(entity, rule.fields, used))
      .map(({ rule: { name, label } }) =>
        dependent(entity, name, { breaks: used.breaks, text: both(`Rule ‘${en(label)}’`, `规则“${zh(label)}”`) }),
      ),
    ...entity.rules.fields
      .filter(({ visibleWhen, requiredWhen }) => names(visibleWhen) || names(requiredWhen))
      .filter(({ field }) => entity.name !== used.entity || field !== used.field)
      .map(({ field }) => {
        const label = entity.fields.get(field)?.schema.label ?? { en: field }
        const text = both(`The condition of ‘${en(label)}’`, `字段“${zh(label)}”的显示与必填条件`)
        return dependent(entity, field, { breaks: used.breaks, text })
      }),
  ])
}

function isToldAt({ name }: CompiledEntity, fields: readonly string[] | undefined, used: UsedField): boolean {
  return name === used.entity && fields?.includes(used.field) === true
}

function dependent(
  { name: entity, schema: { label } }: CompiledEntity,
  name: string,
  { breaks, text }: { breaks: boolean; text: LocalizedText },
): FoundDependent {
  const sentence = both(`${en(text)} of ${en(label)} depends on it`, `“${zh(label)}”的${zh(text)}依赖它`)
  return found('field', { entity, name, breaks }, sentence)
}
