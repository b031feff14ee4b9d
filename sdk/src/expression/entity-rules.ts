import type { ValidationRule } from '../contract/entity-schema.ts'
import { type CheckedExpression, checkExpression } from './check-expression.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import { type ExpressionModel, entityIn } from './expression-model.ts'
import type { ExpressionProblem } from './expression-problem.ts'
import { type ExpressionType, TYPE } from './expression-type.ts'
import { modelEnvironment } from './model-environment.ts'

export interface RuleProblem extends Pick<ExpressionProblem, 'rule' | 'message' | 'suggestion'> {
  /** Below the entity, such as `/validations/0/condition` or `/properties/reason/requiredWhen`. */
  readonly pointer: string
  readonly place: Pick<ExpressionProblem, 'start' | 'end' | 'line' | 'column'>
}

/** When a field is shown, and when it must have a value; null for always, and for never. */
export interface FieldRules {
  readonly field: string
  readonly visibleWhen: CheckedExpression | null
  readonly requiredWhen: CheckedExpression | null
}

export interface EntityRules {
  readonly validations: ReadonlyArray<{ readonly rule: ValidationRule; readonly expression: CheckedExpression }>
  readonly fields: readonly FieldRules[]
  readonly problems: readonly RuleProblem[]
}

type DerivedType = (entity: string, field: string) => ExpressionType

/** Checks what an entity asks of its records as expressions; those with problems are not among the rules. */
export function entityRules(model: ExpressionModel, entity: string, derivedType?: DerivedType): EntityRules {
  const { properties = {}, validations = [] } = entityIn(model, entity) ?? {}
  const problems: RuleProblem[] = []
  const environment = modelEnvironment(model, { entity, ...(derivedType !== undefined && { derivedType }) })
  const check = (pointer: string, text: string, known: ExpressionEnvironment) => {
    const checked = checkExpression(text, known, TYPE.bool)
    if (checked.ok) return checked.expression
    problems.push(...checked.problems.map((problem) => placed(pointer, problem)))
    return null
  }
  const conditions = validations.flatMap((rule, index) => {
    const expression = check(`/validations/${index}/condition`, rule.condition, { ...environment, hasOld: true })
    return expression === null ? [] : [{ rule, expression }]
  })
  const fields = Object.entries(properties).flatMap(([field, { visibleWhen, requiredWhen }]): FieldRules[] => {
    if (visibleWhen === undefined && requiredWhen === undefined) return []
    const when = (keyword: string, text: string | undefined) =>
      text === undefined ? null : check(`/properties/${field}/${keyword}`, text, environment)
    return [{ field, visibleWhen: when('visibleWhen', visibleWhen), requiredWhen: when('requiredWhen', requiredWhen) }]
  })
  return { validations: conditions, fields, problems }
}

function placed(pointer: string, problem: ExpressionProblem): RuleProblem {
  const { rule, message, suggestion, start, end, line, column } = problem
  const place = { start, end, line, column }
  return { pointer, rule, message, place, ...(suggestion !== undefined && { suggestion }) }
}
