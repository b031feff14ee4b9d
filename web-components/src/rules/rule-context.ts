import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'

/** What rules know besides the record; the same as on the server. */
export function ruleContext({ timeZone = 'UTC', actor = null }: ModelView): ExpressionContext {
  return { now: new Date(), timeZone, actor }
}
