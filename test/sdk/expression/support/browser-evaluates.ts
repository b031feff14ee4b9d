import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import { unpackExpression } from '@tenon/sdk/expression/unpack-expression'

/** What a form loads that evaluates what the server has checked. */
Object.assign(globalThis, { tenonEvaluates: { evaluateExpression, unpackExpression } })
