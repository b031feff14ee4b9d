import type { Rollup, RollupAggregate } from '../contract/entity-schema.ts'
import { checkExpression } from './check-expression.ts'
import type { CheckedNode } from './checked-node.ts'
import type { Derived, FieldPlace } from './derivation.ts'
import { actorProblem } from './derive-formula.ts'
import { type Deriving, located, missing } from './deriving.ts'
import type { ExpressionEnvironment } from './expression-environment.ts'
import { placeProblem } from './expression-problem.ts'
import { listOf, TYPE } from './expression-type.ts'
import { findActor } from './find-actor.ts'
import { resultOf } from './result-of.ts'
import { aggregateText, CHILDREN, rollupNode } from './rollup-node.ts'
import { rollupProblems } from './rollup-problems.ts'
import { typeWords } from './type-words.ts'
import { usedPlaces } from './used-places.ts'

/** A number made of the child records that name this one. */
export function deriveRollup(deriving: Deriving): Derived {
  const { schema, failed } = deriving
  const { rollup, fieldType } = schema
  if (rollup === undefined) return failed(missing('rollup'))
  const problems = rollupProblems(deriving, rollup)
  if (problems.length > 0) return failed(...problems)
  const aggregate = fieldType === 'count' ? 'count' : (rollup.aggregate ?? 'count')
  const filter = rollup.filter === undefined ? null : checkFilter(deriving, rollup.filter)
  if (filter !== null && 'problems' in filter) return failed(...filter.problems)
  return aggregated(deriving, { ...rollup, aggregate }, filter)
}

interface CheckedFilter {
  root: CheckedNode
  uses: readonly FieldPlace[]
}

function checkFilter({ model, schema: { rollup }, environment }: Deriving, text: string) {
  const entity = rollup?.entity ?? ''
  const checked = checkExpression(text, environment(entity), TYPE.bool)
  const pointer = '/rollup/filter'
  if (!checked.ok) return { problems: checked.problems.map((problem) => ({ pointer, ...located(problem) })) }
  const { root, references } = checked.expression
  const actor = findActor(root)
  if (actor !== null) return { problems: [{ pointer, ...located(placeProblem(text, actorProblem(actor))) }] }
  return { root, uses: usedPlaces(model, references) }
}

type Aggregation = Rollup & { aggregate: RollupAggregate }

function aggregated(deriving: Deriving, rollup: Aggregation, filter: CheckedFilter | null): Derived {
  const { model, result, done, failed } = deriving
  const { entity, reference, field } = rollup
  const checked = checkExpression(aggregateText(rollup), withChildren(deriving, entity))
  if (!checked.ok) return failed(notAggregated(deriving, rollup))
  const { expression } = checked
  if (expression.type.kind === 'unknown') return failed()
  const found = resultOf(expression.type, {
    model,
    uses: field === undefined ? [] : [{ entity, field }],
    result,
  })
  if (found === null) return failed(notAggregated(deriving, rollup))
  const root = rollupNode(expression.root, { children: `${entity}.${reference}`, filter: filter?.root ?? null })
  const uses = [
    { entity, field: reference },
    ...(field === undefined ? [] : [{ entity, field }]),
    ...(filter?.uses ?? []),
  ]
  return done({ expression: { ...expression, root }, result: found, uses, isOwnRow: false })
}

/** The record's environment with its child records in it. */
function withChildren({ entity: own, environment }: Deriving, child: string): ExpressionEnvironment {
  const known = environment(own)
  const children = listOf({ kind: 'record', entity: child })
  return {
    ...known,
    fieldType: (entity, field) => (entity === own && field === CHILDREN ? children : known.fieldType(entity, field)),
  }
}

function notAggregated({ environment }: Deriving, { entity, field = '', aggregate }: Aggregation) {
  const words = typeWords(environment(entity).fieldType(entity, field) ?? TYPE.unknown)
  const compared = aggregate === 'min' || aggregate === 'max'
  const expected = compared
    ? { en: 'numbers, money, dates, times or text', 'zh-CN': '数字、金额、日期、时间或文本' }
    : { en: 'numbers or money', 'zh-CN': '数字或金额' }
  return {
    pointer: '/rollup/field',
    rule: 'wrongType',
    message: {
      en: `'${aggregate}' needs ${expected.en}, but '${field}' of '${entity}' is ${words.en}`,
      'zh-CN': `“${aggregate}”需要${expected['zh-CN']}，而“${entity}”的“${field}”是${words['zh-CN']}`,
    },
  }
}
