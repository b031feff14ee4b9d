import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { CheckedNode } from '@tenon/sdk/expression/checked-node'
import { startEvaluation } from '@tenon/sdk/expression/evaluation'
import { type ExpressionProblem, placeProblem } from '@tenon/sdk/expression/expression-problem'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import type { RawBuilder, SqlBool } from 'kysely'
import { compileTruth } from './compile-truth.ts'
import { compileValue } from './compile-value.ts'
import type { SqlEnvironment } from './sql-environment.ts'
import type { SqlGround } from './sql-ground.ts'
import type { SqlPart } from './sql-part.ts'
import { idToSql } from './sql-record.ts'
import { SqlRefusal } from './sql-refusal.ts'
import { resultJson } from './sql-result.ts'
import { arrayOf } from './sql-rows.ts'
import { safeInteger } from './sql-safe-integer.ts'
import { asText } from './sql-text.ts'
import type { SqlItem, SqlValue } from './sql-value.ts'

export type SqlResult<T> =
  | { readonly ok: true; readonly sql: T }
  /** What the database cannot work out, with its place and the reason. */
  | { readonly ok: false; readonly problems: readonly [ExpressionProblem] }

/** The value of an expression, over the row at the environment's alias. */
export interface ExpressionSql {
  /** One column of PostgreSQL's type for the expression's; amount and currency for money. */
  readonly columns: readonly RawBuilder<unknown>[]
  /** The value as `jsonb` in the API's form, SQL null where it is missing. */
  readonly json: RawBuilder<JsonValue>
}

/** An expression as SQL with all values bound, that gives what the evaluator gives. */
export function expressionToSql(expression: CheckedExpression, environment: SqlEnvironment): SqlResult<ExpressionSql> {
  return compiled(expression, environment, (ground) => {
    const value = ground.value(expression.root)
    const columns = resultColumns(ground, value, expression.type).map((part) => part.sql)
    return { columns, json: resultJson(ground, value, expression.type) }
  })
}

/** A condition as a predicate for `where`: true where it holds, false or null where it does not. */
export function conditionToSql(
  expression: CheckedExpression,
  environment: SqlEnvironment,
): SqlResult<RawBuilder<SqlBool>> {
  const { kind } = expression.type
  if (kind !== 'bool' && kind !== 'null') throw new Error(`'${expression.text}' is no condition: it gives ${kind}.`)
  return compiled(expression, environment, (ground) => ground.truth(expression.root).sql as RawBuilder<SqlBool>)
}

function compiled<T>(
  { text, root }: CheckedExpression,
  environment: SqlEnvironment,
  compile: (ground: SqlGround) => T,
): SqlResult<T> {
  // A time that the evaluator would refuse is refused here, too.
  startEvaluation({ record: null }, environment.context)
  const tracker = { node: root }
  try {
    return { ok: true, sql: compile(makeGround({ environment, items: [], aliases: { count: 0 }, tracker })) }
  } catch (refusal) {
    if (!(refusal instanceof SqlRefusal)) throw refusal
    const { start, end } = tracker.node
    return { ok: false, problems: [placeProblem(text, { start, end, rule: 'notInDatabase', message: refusal.reason })] }
  }
}

interface GroundParts {
  environment: SqlEnvironment
  items: readonly SqlItem[]
  aliases: { count: number }
  /** The innermost node that was being compiled when a refusal was thrown. */
  tracker: { node: CheckedNode }
}

function makeGround(parts: GroundParts): SqlGround {
  const tracked = <T>(node: CheckedNode, compile: () => T): T => {
    const outer = parts.tracker.node
    parts.tracker.node = node
    const result = compile()
    parts.tracker.node = outer
    return result
  }
  const ground: SqlGround = {
    environment: parts.environment,
    items: parts.items,
    newAlias: () => {
      parts.aliases.count += 1
      return `${parts.environment.aliasPrefix ?? '_x'}${parts.aliases.count}`
    },
    value: (node) => tracked(node, () => compileValue(ground, node)),
    truth: (node) => tracked(node, () => compileTruth(ground, node)),
    over: (alias, root) =>
      makeGround({ ...parts, environment: { ...parts.environment, alias }, items: [], tracker: { node: root } }),
    within: (slot, item) => makeGround({ ...parts, items: [...parts.items.slice(0, slot), item] }),
  }
  return ground
}

function resultColumns(ground: SqlGround, value: SqlValue, type: ExpressionType): SqlPart[] {
  switch (value.kind) {
    case 'money':
      return [value.amount, value.currency]
    case 'record':
      return [idToSql(ground, value)]
    case 'scalar':
      return [type.kind === 'int' ? safeInteger(ground, value.part) : asText(value.part)]
    default:
      return [arrayOf(ground, value, type)]
  }
}
