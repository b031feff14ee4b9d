import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type CheckedExpression, checkExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import type { ExpressionProblem } from '@tenon/sdk/expression/expression-problem'
import { listOf, TYPE } from '@tenon/sdk/expression/expression-type'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { type RawBuilder, sql } from 'kysely'
import { conditionToSql } from '../expressions/expression-to-sql.ts'
import { modelSqlEnvironment } from '../expressions/model-sql-environment.ts'
import type { CompiledModel } from '../model/compiled-model.ts'

/** A condition over the rows of one entity, with who acts filled in. */
export interface RowCondition {
  readonly text: string
  readonly expression: CheckedExpression
  readonly context: ExpressionContext
  /** True for the rows at a table alias for which it holds. */
  sql(alias: string): RawBuilder<boolean>
}

export interface ConditionGround {
  model: CompiledModel
  /** The tenant's PostgreSQL schema. */
  schema: string
  context: ExpressionContext
}

interface ConditionText {
  entity: string
  text: string
}

/** Null where the text does not fit the model, which publishing prevents: then it holds for no row. */
export function makeRowCondition(ground: ConditionGround, { entity, text }: ConditionText): RowCondition | null {
  const checked = checkRowExpression(ground.model, { entity, text })
  if (!('expression' in checked)) return null
  const { expression } = checked
  return { text, expression, context: ground.context, sql: (alias) => conditionSql(ground, expression, alias) }
}

export type CheckedRowExpression =
  | { readonly expression: CheckedExpression }
  | { readonly problems: readonly ExpressionProblem[] }

/** A model in force is asked about the same few texts at every request. */
const known = new WeakMap<CompiledModel['document'], Map<string, CheckedRowExpression>>()

/** Whether a text is a condition over the entity's records that the database can answer. */
export function checkRowExpression(model: CompiledModel, { entity, text }: ConditionText): CheckedRowExpression {
  const ofModel = known.get(model.document) ?? new Map<string, CheckedRowExpression>()
  known.set(model.document, ofModel)
  const key = `${entity} ${text}`
  const before = ofModel.get(key)
  if (before !== undefined) return before
  const checked = checkAgainst(model, { entity, text })
  if (ofModel.size < MAX_KNOWN) ofModel.set(key, checked)
  return checked
}

const MAX_KNOWN = 2_000

function checkAgainst(model: CompiledModel, { entity, text }: ConditionText): CheckedRowExpression {
  const derivedType = (of: string, field: string) =>
    model.entities.get(of)?.fields.get(field)?.derivation?.expression.type ?? TYPE.unknown
  const environment = withTags(modelEnvironment(model.document, { entity, derivedType }))
  const checked = checkExpression(text, environment, TYPE.bool)
  if (!checked.ok) return { problems: checked.problems }
  const context = { now: new Date(), timeZone: 'UTC', actor: null }
  const written = toSql({ model, schema: 'public', context }, checked.expression, 'r')
  return written.ok ? { expression: checked.expression } : { problems: written.problems }
}

/** Rules of roles, which are asked of stored records, may look at tags: ids, as in `'018f…' in tags`. */
function withTags(environment: ExpressionEnvironment): ExpressionEnvironment {
  const fieldType = (entity: string, field: string) =>
    environment.fieldType(entity, field) ?? (field === TAGS_FIELD ? listOf(TYPE.string) : undefined)
  return {
    ...environment,
    fieldType,
    fieldNames: (entity) => new Set([...environment.fieldNames(entity), TAGS_FIELD]),
  }
}

function conditionSql(ground: ConditionGround, expression: CheckedExpression, alias: string): RawBuilder<boolean> {
  const written = toSql(ground, expression, alias)
  return written.ok ? (written.sql as RawBuilder<boolean>) : sql<boolean>`false`
}

function toSql(ground: ConditionGround, expression: CheckedExpression, alias: string) {
  const environment = modelSqlEnvironment({ ...ground, alias, visible: () => sql<boolean>`true` })
  // Within a statement that is made of an expression, rows have names of the same kind.
  return conditionToSql(expression, { ...environment, aliasPrefix: `_w${alias}_` })
}
