import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type CheckedExpression, checkExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import type { ExpressionProblem } from '@tenon/sdk/expression/expression-problem'
import { type ExpressionType, listOf, TYPE } from '@tenon/sdk/expression/expression-type'

const choice = (...options: string[]): ExpressionType => ({ kind: 'choice', options })
const record = (entity: string): ExpressionType => ({ kind: 'record', entity })

/** Opportunities of accounts, with their orders. */
export const FIELDS: Record<string, Record<string, ExpressionType>> = {
  opportunity: {
    id: TYPE.string,
    name: TYPE.string,
    stage: choice('new', 'won', 'lost'),
    amount: TYPE.money,
    quantity: TYPE.int,
    price: TYPE.decimal,
    weight: TYPE.double,
    open: TYPE.bool,
    closeDate: TYPE.date,
    createdAt: TYPE.dateTime,
    startsAt: TYPE.time,
    meta: TYPE.dyn,
    tags: listOf(choice('hot', 'cold')),
    account: record('account'),
    orders: listOf(record('order')),
    package: TYPE.string,
    now: TYPE.string,
  },
  account: { id: TYPE.string, name: TYPE.string, tier: choice('gold', 'silver'), owner: record('user') },
  user: { id: TYPE.string, name: TYPE.string },
  order: { id: TYPE.string, status: choice('paid', 'open'), total: TYPE.money, quantity: TYPE.int },
}

export function environment(hasOld = true): ExpressionEnvironment {
  return {
    entity: 'opportunity',
    hasOld,
    fieldType: (entity, field) => (Object.hasOwn(FIELDS[entity] ?? {}, field) ? FIELDS[entity]?.[field] : undefined),
    fieldNames: (entity) => Object.keys(FIELDS[entity] ?? {}),
  }
}

export const CONTEXT: ExpressionContext = {
  now: new Date('2024-05-01T18:00:00Z'),
  timeZone: 'Asia/Shanghai',
  actor: { id: 'u1', roles: ['sales'], team: null },
}

/** The checked expression; fails the test where there are problems. */
export function checked(text: string): CheckedExpression {
  const result = checkExpression(text, environment())
  if (result.ok) return result.expression
  throw new Error(`${text}: ${result.problems.map(({ message }) => message.en).join('; ')}`)
}

/** What the expression gives for a record. */
export function evaluated(text: string, values: JsonObject = {}, old: JsonObject | null = null): JsonValue {
  return evaluateExpression(checked(text), { record: values, old }, CONTEXT)
}

/** What is wrong with the expression; empty where nothing is. */
export function problemsOf(text: string, given = environment()): readonly ExpressionProblem[] {
  const result = checkExpression(text, given)
  return result.ok ? [] : result.problems
}
