import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../../core/src/db/database.ts'
import { expressionToSql } from '../../../../core/src/expressions/expression-to-sql.ts'
import { type DatabaseKind, openTestDatabase } from '../../../support/open-test-database.ts'
import { dealSqlEnvironment, MODEL, SCHEMA, tableStatements } from './deal-model.ts'
import { asRecord, type StoredRow, storedColumns } from './deal-records.ts'

/** A database with the model's tables. */
export async function openExpressionDatabase(kind: DatabaseKind): Promise<Database> {
  const database = await openTestDatabase(kind)
  for (const statement of tableStatements()) await database.execute(statement)
  return database
}

export async function storeRows(database: Database, rows: readonly StoredRow[]): Promise<void> {
  await database.execute(
    `truncate ${Object.keys(MODEL)
      .map((entity) => `"${SCHEMA}"."${entity}"`)
      .join(', ')}`,
  )
  for (const entity of Object.keys(MODEL)) {
    const stored = rows.filter((row) => row.entity === entity).map(storedColumns)
    if (stored.length === 0) continue
    await database.execute(
      `insert into "${SCHEMA}"."${entity}" select * from jsonb_populate_recordset(null::"${SCHEMA}"."${entity}", $1::jsonb)`,
      [JSON.stringify(stored)],
    )
  }
}

/** What the database says of each expression for each deal: one statement for all of them. */
export async function askDatabase(
  database: Database,
  columns: readonly RawBuilder<JsonValue>[],
): Promise<Map<string, JsonValue[]>> {
  const list = columns.map((column) => sql`coalesce(${column}, 'null'::jsonb)`)
  const query = sql<{ id: string; answers: JsonValue[] }>`
    select r.id::text as id, to_jsonb(array[${sql.join(list)}]::jsonb[]) as answers from ${sql.id(SCHEMA, 'deal')} as r`
  const { rows } = await query.execute(database.control)
  return new Map(rows.map(({ id, answers }) => [id, answers]))
}

export interface Difference {
  text: string
  row: JsonObject
  evaluator: JsonValue
  database: JsonValue
}

interface Comparison {
  rows: readonly StoredRow[]
  expressions: readonly CheckedExpression[]
  context: ExpressionContext
}

/** Where evaluator and database disagree, and on how many pairs of expression and record they were asked. */
export async function compareEvaluators(
  database: Database,
  { rows, expressions, context }: Comparison,
): Promise<{ differences: Difference[]; cases: number }> {
  const compiled = expressions.flatMap((expression) => {
    const result = expressionToSql(expression, dealSqlEnvironment(context))
    return result.ok ? [{ expression, json: result.sql.json }] : []
  })
  const answers = await askDatabase(
    database,
    compiled.map(({ json }) => json),
  )
  const deals = rows.filter((row) => row.entity === 'deal')
  const differences = deals.flatMap((deal) => {
    const record = asRecord(rows, deal)
    return compiled.flatMap(({ expression }, index): Difference[] => {
      const evaluator = evaluateExpression(expression, { record }, context)
      const database_ = answers.get(deal.values.id)?.[index] ?? null
      return same(evaluator, database_) ? [] : [{ text: expression.text, row: record, evaluator, database: database_ }]
    })
  })
  return { differences, cases: deals.length * compiled.length }
}

function same(left: JsonValue, right: JsonValue): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right
  const [one, other] = [Object.entries(left), Object.entries(right)]
  return (
    one.length === other.length &&
    one.every(([key, value]) => key in right && same(value, (right as JsonObject)[key] ?? null))
  )
}
