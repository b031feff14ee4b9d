import type { ModelView } from '@tenon/sdk/contract/model-document'
import { checkExpression } from '@tenon/sdk/expression/check-expression'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'

/** What is wrong with the condition of a role or territory over an entity's records, as the server would say it. */
export function rowRuleProblems(model: ModelView, entity: string, text: string): DerivationProblem[] {
  const checked = checkExpression(text, modelEnvironment(model, { entity }), TYPE.bool)
  if (checked.ok) return []
  return checked.problems.map(({ start, end, line, column, ...problem }) => ({
    ...problem,
    ...{ entity, field: '', pointer: '' },
    place: { start, end, line, column },
  }))
}
