import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { checkExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateCondition, evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../../core/src/db/database.ts'
import { conditionToSql, expressionToSql } from '../../../../core/src/expressions/expression-to-sql.ts'
import { type DatabaseKind, openTestDatabase } from '../../../support/open-test-database.ts'
import { dealEnvironment, dealSqlEnvironment, MODEL, SCHEMA, tableStatements } from './deal-model.ts'
import { asRecord, type StoredRow, storedColumns } from './deal-records.ts'

/** Sorts and changes case in its own way, and has letters of its own: no answer may depend on it. PGlite has none such. */
const COLLATION = { postgres: 'tr-x-icu', pglite: null } as const

/** A database with the model's tables. */
export async function openExpressionDatabase(kind: DatabaseKind): Promise<Database> {
  const database = await openTestDatabase(kind)
  for (const statement of tableStatements(COLLATION[kind])) await database.execute(statement)
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

/** What the database says of each column for each deal: one statement for all of them. */
async function askDatabase(
  database: Database,
  columns: readonly RawBuilder<unknown>[],
): Promise<Map<string, JsonValue[]>> {
  const list = columns.map((column) => sql`coalesce(${column}, 'null'::jsonb)`)
  const query = sql<{ id: string; answers: JsonValue[] }>`
    select r.id::text as id, to_jsonb(array[${sql.join(list)}]::jsonb[]) as answers from ${sql.id(SCHEMA, 'deal')} as r`
  const { rows } = await query.execute(database.control)
  return new Map(rows.map(({ id, answers }) => [id, answers]))
}

interface Difference {
  text: string
  record: JsonObject
  evaluator: JsonValue
  database: JsonValue
}

export interface Question {
  rows: readonly StoredRow[]
  texts: readonly string[]
  context: ExpressionContext
}

export interface Comparison {
  differences: Difference[]
  /** Pairs of expression and record that both were asked about. */
  cases: number
  /** Expressions that do not pass the check, and that the database refuses. */
  unchecked: string[]
  refused: string[]
}

/** Asks evaluator and database about the same expressions and records; conditions also as predicates. */
export async function compareEvaluators(database: Database, { rows, texts, context }: Question): Promise<Comparison> {
  const comparison: Comparison = { differences: [], cases: 0, unchecked: [], refused: [] }
  const asked = texts.flatMap((text) => compileBoth(text, context, comparison))
  await storeRows(database, rows)
  const answers = await askDatabase(
    database,
    asked.map(({ column }) => column),
  )
  for (const deal of rows.filter((row) => row.entity === 'deal')) {
    const record = asRecord(rows, deal)
    for (const [index, { text, evaluate }] of asked.entries()) {
      const [evaluator, found] = [evaluate(record), answers.get(deal.values.id)?.[index] ?? null]
      comparison.cases += 1
      if (!same(evaluator, found)) comparison.differences.push({ text, record, evaluator, database: found })
    }
  }
  return comparison
}

interface Asked {
  text: string
  column: RawBuilder<unknown>
  evaluate(record: JsonObject): JsonValue
}

function compileBoth(text: string, context: ExpressionContext, comparison: Comparison): Asked[] {
  const checked = checkExpression(text, dealEnvironment())
  if (!checked.ok) {
    comparison.unchecked.push(`${text}: ${checked.problems[0]?.message.en}`)
    return []
  }
  const { expression } = checked
  const environment = dealSqlEnvironment(context)
  const value = expressionToSql(expression, environment)
  if (!value.ok) {
    comparison.refused.push(`${text}: ${value.problems[0].message.en}`)
    return []
  }
  const asked = [
    {
      text,
      column: value.sql.json,
      evaluate: (record: JsonObject) => evaluateExpression(expression, { record }, context),
    },
  ]
  if (expression.type.kind !== 'bool') return asked
  const predicate = conditionToSql(expression, environment)
  if (!predicate.ok) return asked
  const holds = (record: JsonObject) => evaluateCondition(expression, { record }, context)
  return [...asked, { text, column: sql`to_jsonb((${predicate.sql}) is true)`, evaluate: holds }]
}

function same(left: JsonValue, right: JsonValue): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right
  const [one, other] = [Object.entries(left), Object.keys(right)]
  return one.length === other.length && one.every(([key, value]) => same(value, (right as JsonObject)[key] ?? null))
}
