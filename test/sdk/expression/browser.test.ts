import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type CheckedExpression, checkExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { ExpressionType } from '@tenon/sdk/expression/expression-type'
import { packExpression } from '@tenon/sdk/expression/pack-expression'
import fc from 'fast-check'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dealEnvironment, MODEL } from '../../core/expressions/support/deal-model.ts'
import { asRecord, database } from '../../core/expressions/support/deal-records.ts'
import { expressionOf, RESULT_TYPES } from '../../core/expressions/support/typed-expression.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { bundleExpression } from './support/bundle-expression.ts'

const KB = 1024
const EXPRESSIONS = 400

const context: ExpressionContext = {
  now: new Date('2024-03-10T07:00:00.123Z'),
  timeZone: 'America/New_York',
  actor: { id: 'u1', roles: ['sales'], team: null },
}

/** The record with what belongs to others, as deep as generated expressions look; beyond, both find nothing loaded. */
function asJson(record: JsonValue, depth: number): JsonValue {
  if (Array.isArray(record)) return record.map((item) => asJson(item, depth))
  if (typeof record !== 'object' || record === null) return record
  const expanded = record['$expanded']
  if (expanded === undefined || depth === 0) return { ...record }
  const inner = Object.entries(expanded as JsonObject).map(([name, value]) => [name, asJson(value, depth - 1)])
  return { ...record, $expanded: Object.fromEntries(inner) }
}

const rows = fc.sample(database, { numRuns: 1, seed: 5 })[0] ?? []
const records = rows
  .filter(({ entity }) => entity === 'deal')
  .map((row) => asJson(asRecord(rows, row), 4) as JsonObject)
const generated = fc.constantFrom(...RESULT_TYPES).chain((type) => expressionOf(type, 3))
const expressions = fc.sample(generated, { numRuns: EXPRESSIONS, seed: 5 }).flatMap((text): CheckedExpression[] => {
  const checked = checkExpression(text, dealEnvironment())
  return checked.ok ? [checked.expression] : []
})

/** The answer, or the words in which there is none. */
function answer(expression: CheckedExpression, record: JsonObject): JsonValue {
  try {
    return evaluateExpression(expression, { record }, context)
  } catch (error) {
    return `threw: ${String(error)}`
  }
}

describe('in a browser', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage()
    for (const entry of ['browser-checks.ts', 'browser-evaluates.ts']) {
      const { code } = await bundleExpression(entry)
      await page.addScriptTag({ content: code, type: 'module' })
    }
  })
  afterAll(() => browser.close())

  test('what the server has checked and packed gives what it gives on the server', async () => {
    const { now, ...rest } = context
    const answers = await page.evaluate(
      ({ packed, given, now, rest }) => {
        const { tenonEvaluates } = globalThis as unknown as BrowserGlobals
        return (JSON.parse(packed) as JsonObject[]).map((json) => {
          const expression = tenonEvaluates.unpackExpression(json)
          return (JSON.parse(given) as JsonObject[]).map((record) => {
            try {
              return tenonEvaluates.evaluateExpression(expression, { record }, { ...rest, now: new Date(now) })
            } catch (error) {
              return `threw: ${String(error)}`
            }
          })
        })
      },
      {
        packed: JSON.stringify(expressions.map(packExpression)),
        given: JSON.stringify(records),
        now: now.toISOString(),
        rest,
      },
    )
    expect(answers).toEqual(expressions.map((expression) => records.map((record) => answer(expression, record))))
    expect(expressions.length).toBeGreaterThan(EXPRESSIONS * 0.9)
    expect(new Set(answers.flat().map((each) => JSON.stringify(each))).size).toBeGreaterThan(EXPRESSIONS / 4)
  })

  test('a rule about a change gives in a form what it gives on the server, with the values of before and of a new record', async () => {
    const environment = { ...dealEnvironment(), hasOld: true }
    const rules = fc.sample(expressionOf('bool', 3), { numRuns: 100, seed: 6 }).flatMap((text, index) => {
      const about = ['changed(stage)', 'old.quantity > quantity', '!changed(name) || old == record'][index % 3]
      const checked = checkExpression(`(${text}) != (${about})`, environment)
      return checked.ok ? [checked.expression] : []
    })
    const pairs = records.map((record, index) => ({ record, old: records[index + 1] ?? null }))
    const { now, ...rest } = context
    const answers = await page.evaluate(
      ({ packed, given, now, rest }) => {
        const { tenonEvaluates } = globalThis as unknown as BrowserGlobals
        return (JSON.parse(packed) as JsonObject[]).map((json) => {
          const expression = tenonEvaluates.unpackExpression(json)
          return (JSON.parse(given) as typeof pairs).map((pair) => {
            try {
              return tenonEvaluates.evaluateExpression(expression, pair, { ...rest, now: new Date(now) })
            } catch (error) {
              return `threw: ${String(error)}`
            }
          })
        })
      },
      { packed: JSON.stringify(rules.map(packExpression)), given: JSON.stringify(pairs), now: now.toISOString(), rest },
    )
    const expected = rules.map((rule) =>
      pairs.map((pair) => {
        try {
          return evaluateExpression(rule, pair, context)
        } catch (error) {
          return `threw: ${String(error)}`
        }
      }),
    )
    expect(answers).toEqual(expected)
    expect(rules.length).toBeGreaterThan(50)
    expect(new Set(answers.flat())).toEqual(new Set([true, false]))
  })

  test('an expression is checked as on the server, problems and their texts included', async () => {
    const texts = [
      'price * 2 > 1',
      'nmae == "x"',
      'stage == "wonn" || quantity > "1"',
      'a，b',
      'lines.filter(l, l.paid).sum(l.total)',
    ]
    const types = Object.fromEntries(
      Object.entries(MODEL).map(([entity, fields]) => [
        entity,
        Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type])),
      ]),
    )
    const found = await page.evaluate(
      ({ texts: asked, types: model }) => {
        const { tenonChecks } = globalThis as unknown as BrowserGlobals
        const fieldType = (entity: string, field: string) => model[entity]?.[field]
        const fieldNames = (entity: string) => Object.keys(model[entity] ?? {})
        return asked.map((text) => {
          const result = tenonChecks.checkExpression(text, { entity: 'deal', fieldType, fieldNames })
          return result.ok ? result.expression.type : result.problems
        })
      },
      { texts, types: types as Record<string, Record<string, ExpressionType>> },
    )
    const expected = texts.map((text) => {
      const result = checkExpression(text, dealEnvironment())
      return result.ok ? result.expression.type : result.problems
    })
    expect(found).toEqual(expected)
  })
})

interface BrowserGlobals {
  tenonChecks: { checkExpression: typeof checkExpression }
  tenonEvaluates: {
    unpackExpression(json: JsonObject): CheckedExpression
    evaluateExpression: typeof evaluateExpression
  }
}

test.each([
  { part: 'evaluating, its patterns included,', entry: 'browser-evaluates.ts', limit: 13 },
  { part: 'parsing, checking and evaluating together', entry: 'browser-checks.ts', limit: 26 },
])('the code for $part is at most $limit KB', async ({ entry, limit }) => {
  const { gzip, code } = await bundleExpression(entry)
  console.info(`${entry}: ${code.length} characters, ${gzip} bytes with gzip`)
  expect(gzip).toBeLessThanOrEqual(limit * KB)
  expect(code).not.toMatch(/\beval\(|new Function\(|from["']node:/)
})
