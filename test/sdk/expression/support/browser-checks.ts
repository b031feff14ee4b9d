import { checkExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'

/** What an editor of expressions loads: parser, checker and evaluator. */
Object.assign(globalThis, { tenonChecks: { checkExpression, evaluateExpression } })
