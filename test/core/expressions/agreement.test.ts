import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import { SIGNATURES } from '@tenon/sdk/expression/signatures'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { SQL_FUNCTIONS } from '../../../core/src/expressions/sql-functions.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { database as databaseRows, uuidOf } from './support/deal-records.ts'
import { type Comparison, compareEvaluators, openExpressionDatabase } from './support/expression-database.ts'
import { callsOf, expressionOf, RESULT_TYPES } from './support/typed-expression.ts'

/** Expressions that are generated; each is asked of five records. TENON_PROPERTY_RUNS=10000 takes about two minutes. */
const RUNS = Number(process.env['TENON_PROPERTY_RUNS'] ?? 600)
/** Expressions in one statement. */
const BATCH = 20
/** PGlite gets a part of them: it is the same PostgreSQL, and slower. */
const SHARE = { postgres: 1, pglite: 0.2 } as const
const CALLS_PER_FUNCTION = { postgres: 10, pglite: 4 } as const
const ROUNDS_PER_FUNCTION = { postgres: 2, pglite: 1 } as const
const MOST_ROUNDS = 10

const actor = { id: uuidOf(9, 1), roles: ['sales', '销售', 'a'], team: 'abc' }
const context: fc.Arbitrary<ExpressionContext> = fc.record({
  now: fc
    .constantFrom('2024-05-01T18:00:00.000Z', '2024-02-29T23:30:00.123Z', '2024-03-10T07:00:00.000Z')
    .map((text) => new Date(text)),
  timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'UTC', 'Australia/Lord_Howe'),
  actor: fc.constantFrom(actor, actor, null),
})
const expression = fc
  .record({ type: fc.constantFrom(...RESULT_TYPES), depth: fc.constantFrom(2, 3, 3, 4) })
  .chain(({ type, depth }) => expressionOf(type, depth))

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openExpressionDatabase(kind)
  })
  afterAll(() => database.close())

  test('evaluator and database give the same for generated expressions and records', async () => {
    const total = { cases: 0, unchecked: 0, refused: 0 }
    const batch = fc.array(expression, { minLength: BATCH, maxLength: BATCH })
    await fc.assert(
      fc.asyncProperty(databaseRows, batch, context, async (rows, texts, given) => {
        const found = await compareEvaluators(database, { rows, texts, context: given })
        expect(shown(found)).toEqual([])
        total.cases += found.cases
        total.unchecked += found.unchecked.length
        total.refused += found.refused.length
      }),
      { numRuns: Math.ceil((RUNS * SHARE[kind]) / BATCH) },
    )
    const expressions = RUNS * SHARE[kind]
    console.info(
      `${kind}: ${total.cases} cases of ${expressions} expressions, ${total.refused} of them not for the database`,
    )
    // A generator that mostly makes what nobody is asked about would prove nothing.
    expect(total.unchecked).toBeLessThan(expressions * 0.1)
    expect(total.refused).toBeLessThan(expressions * 0.2)
  }, 1_200_000)

  const inSql = SIGNATURES.filter((signature) => SQL_FUNCTIONS[signature] !== null)
  test.each(inSql)('%s gives the same as the evaluator', async (signature) => {
    const calls = fc.array(callsOf(signature, 1), {
      minLength: CALLS_PER_FUNCTION[kind],
      maxLength: CALLS_PER_FUNCTION[kind],
    })
    let cases = 0
    const comparing = fc.asyncProperty(databaseRows, calls, context, async (rows, texts, given) => {
      const found = await compareEvaluators(database, { rows, texts, context: given })
      expect(shown(found)).toEqual([])
      cases += found.cases
    })
    // Now and then none of so few calls is one that the database is asked: then others are made.
    for (let rounds = 0; rounds < MOST_ROUNDS && cases === 0; rounds += 1) {
      await fc.assert(comparing, { numRuns: ROUNDS_PER_FUNCTION[kind] })
    }
    expect(cases).toBeGreaterThan(0)
  })
})

/** Differences as a reader of the report wants them. */
function shown({ differences }: Comparison): unknown[] {
  return differences.map(({ text, record, evaluator, database }) => ({
    text,
    evaluator,
    database,
    record: { ...record },
  }))
}
