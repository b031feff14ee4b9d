import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { EntityGrant } from '@tenon/sdk/contract/role-grants'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { checkRowExpression } from '../access/row-condition.ts'
import type { CompiledModel } from '../model/compiled-model.ts'
import { inputError } from './identity-error.ts'

const ACTIONS = ['create', 'read', 'update', 'delete'] as const

/**
 * Checks the conditions of a role's rights over an entity against the model. @throws TenonError VALIDATION_FAILED with all
 * that is wrong, each at its place in the text
 */
export function checkGrantRules(
  locale: Locale,
  model: CompiledModel,
  { entity, grant }: { entity: string; grant: EntityGrant },
): void {
  for (const action of ACTIONS) {
    const scope = grant[action]
    if (typeof scope === 'object') {
      requireRowExpression(locale, model, { entity, text: scope.where, pointer: `/grants/${entity}/${action}/where` })
    }
  }
}

interface PlacedText {
  /** `*` for all that a role does not name: their records have no fields in common that a condition could be about. */
  entity: string
  text: string
  /** Of the text in the input. */
  pointer: string
}

/** @throws TenonError VALIDATION_FAILED */
export function requireRowExpression(
  locale: Locale,
  model: CompiledModel,
  { entity, text, pointer }: PlacedText,
): void {
  if (entity === '*') {
    throw inputError(locale, pointer, {
      en: 'A condition is about the records of one entity: name the entity that it is for.',
      'zh-CN': '条件只能针对某个实体的记录：请为该实体单独设置权限。',
    })
  }
  const checked = checkRowExpression(model, { entity, text })
  if ('expression' in checked) return
  const problems = checked.problems.map(({ message, rule, start, end }) => ({
    ...{ pointer, rule, range: { start, end } },
    message: textIn(message, locale),
  }))
  const [first] = checked.problems
  const place = first === undefined ? '' : `${first.line}:${first.column} ${textIn(first.message, locale)}`
  throw new TenonError({ code: 'VALIDATION_FAILED', message: `${entity}: ${place}`, problems })
}
