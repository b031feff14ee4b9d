import type { ExpressionProblem } from '@tenon/sdk/expression/expression-problem'
import type { ModelProblem } from './model-problem.ts'

type Placed = Pick<ExpressionProblem, 'rule' | 'message' | 'start' | 'end' | 'line' | 'column'>

/** A problem of an expression as one of the model: with its place in words and as offsets. */
export function placedProblem(pointer: string, { rule, message, line, column, start, end }: Placed): ModelProblem {
  const problem = {
    en: `${message.en} (line ${line}, column ${column})`,
    'zh-CN': `${message['zh-CN']}（第 ${line} 行第 ${column} 列）`,
  }
  return { pointer, rule, problem, range: { start, end } }
}
