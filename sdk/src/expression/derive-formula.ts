import { type CheckedExpression, checkExpression } from './check-expression.ts'
import type { Derived } from './derivation.ts'
import { type Deriving, located, missing } from './deriving.ts'
import { type FoundProblem, placeProblem } from './expression-problem.ts'
import { findActor } from './find-actor.ts'
import { resultOf } from './result-of.ts'
import { typeWords } from './type-words.ts'
import { isOfOwnRow, usedPlaces } from './used-places.ts'

/** An expression over the record. */
export function deriveFormula({ entity, model, schema, environment, result, done, failed }: Deriving): Derived {
  const { formula } = schema
  if (formula === undefined) return failed(missing('formula'))
  const at = (problem: FoundProblem) => failed({ pointer: '/formula', ...located(placeProblem(formula, problem)) })
  const checked = checkExpression(formula, environment(entity))
  if (!checked.ok) return failed(...checked.problems.map((problem) => ({ pointer: '/formula', ...located(problem) })))
  const { expression } = checked
  if (expression.type.kind === 'unknown') return failed()
  const actor = findActor(expression.root)
  if (actor !== null) return at(actorProblem(actor))
  const uses = usedPlaces(model, expression.references)
  const found = resultOf(expression.type, { model, uses, result })
  if (found === null) return at(resultProblem(expression))
  return done({ expression, result: found, uses, isOwnRow: isOfOwnRow(model, expression.references) })
}

/** `actor` would make lists differ by reader, and their pages and sums with them. */
export function actorProblem({ start, end }: { start: number; end: number }): FoundProblem {
  const message = {
    en: "a field's value does not depend on who reads it: 'actor' cannot be used here",
    'zh-CN': '字段的值与读取者无关：此处不能使用“actor”',
  }
  return { start, end, rule: 'actor', message }
}

const FLOATING = {
  en: 'the expression gives a floating-point number, which no field holds; write decimals: 1500 or 0.15 instead of 1.5e3 or double()',
  'zh-CN': '表达式的结果是浮点数，字段无法保存；请使用小数：写 1500 或 0.15，不要写 1.5e3 或 double()',
}

function resultProblem({ root: { start, end }, type }: CheckedExpression): FoundProblem {
  if (type.kind === 'double') return { start, end, rule: 'resultType', message: FLOATING }
  const words = typeWords(type)
  const message = {
    en: `the expression gives ${words.en}, which no field can hold; expected text, a choice, a number, money, a date, a time, yes/no, JSON or a record`,
    'zh-CN': `表达式的结果是${words['zh-CN']}，字段无法容纳；应为文本、选项、数字、金额、日期、时间、是/否、JSON 或记录`,
  }
  return { start, end, rule: 'resultType', message }
}
