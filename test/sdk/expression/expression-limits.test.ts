import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { checkExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateExpression } from '@tenon/sdk/expression/evaluate-expression'
import { EXPRESSION_LIMITS } from '@tenon/sdk/expression/expression-limits'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { describe, expect, test } from 'vitest'
import { CONTEXT, checked, environment, evaluated } from './support/crm.ts'

/** Generous: the machine may be busy. Without the limits, each of these would take minutes or for ever. */
const MOMENT = 2_000

function refusal(run: () => unknown): TenonError {
  const started = performance.now()
  try {
    run()
  } catch (error) {
    expect(performance.now() - started).toBeLessThan(MOMENT)
    if (error instanceof TenonError) return error
    throw error
  }
  throw new Error('Nothing was refused.')
}

const orders = (count: number): JsonObject => ({
  $expanded: { orders: Array.from({ length: count }, (_, index) => ({ id: `${index}`, quantity: index })) },
})

describe('an evaluation ends', () => {
  test('where loops within loops go over many records', () => {
    const text = 'orders.all(a, orders.all(b, orders.all(c, a.quantity + b.quantity + c.quantity >= 0)))'
    const error = refusal(() => evaluated(text, orders(1_000)))
    expect(error.code).toBe('VALIDATION_FAILED')
    expect(error.message).toBe(`The expression takes more than ${EXPRESSION_LIMITS.steps} steps on this record.`)
  })

  test('where lists are put behind one another again and again', () => {
    const doubled = 'orders + orders + orders + orders'
    refusal(() => evaluated(`(${doubled}).exists(x, (${doubled}).exists(y, x.quantity + y.quantity < 0))`, orders(500)))
  })

  test('where texts are made longer and longer', () => {
    const text = `name${'.replace("a", "aaaaaaaaaaaaaaaaaaaa")'.repeat(10)}.size()`
    const error = refusal(() => evaluated(text, { name: 'aaaa' }))
    expect(error.message).toBe(
      `The expression makes a text of more than ${EXPRESSION_LIMITS.madeTextLength} characters.`,
    )
    refusal(() => evaluated('orders.map(o, name).join(name)', { ...orders(1_000), name: 'x'.repeat(1_000) }))
  })

  test('where a large pattern goes through a long text', () => {
    refusal(() => evaluated('name.matches("(.{0,15}){0,15}x$")', { name: 'y'.repeat(100_000) }))
  })

  test('within a moment for patterns that others take for ever over', () => {
    const started = performance.now()
    for (const pattern of ['(a*)*b', '(a+)+b', '(a|a)*b', '(a|aa)+b', '(.*)(.*)(.*)(.*)b']) {
      expect(evaluated(`name.matches("${pattern}")`, { name: 'a'.repeat(5_000) })).toBe(false)
    }
    expect(performance.now() - started).toBeLessThan(MOMENT)
  })

  test('within a moment where the longest numbers are multiplied that may be', () => {
    const long = '9'.repeat(38)
    const product = Array.from({ length: 31 }, () => long).join(' * ')
    const started = performance.now()
    expect(evaluated(`orders.sum(o, ${product} + o.quantity)`, orders(200))).toBe(null)
    expect(performance.now() - started).toBeLessThan(MOMENT)
  })
})

test('the message of a limit is in the language of the caller', () => {
  const expression = checked('orders.all(a, orders.all(b, true))')
  const run = () => evaluateExpression(expression, { record: orders(1_000) }, { ...CONTEXT, locale: 'zh-CN' })
  expect(run).toThrow(`对该记录计算此表达式超过 ${EXPRESSION_LIMITS.steps} 步。`)
})

test('checking any expression that fits the limits takes a moment', () => {
  const started = performance.now()
  const long = Array.from({ length: 120 }, (_, index) => `price > ${index}`).join(' && ')
  expect(checkExpression(long, environment()).ok).toBe(true)
  checkExpression(Array.from({ length: 100 }, (_, index) => `nmae${index} == 1`).join(' || '), environment())
  checkExpression(`name.matches("${'(a{0,9}){0,9}'.repeat(40)}")`, environment())
  expect(performance.now() - started).toBeLessThan(MOMENT)
})

describe('an evaluation counts what a single part of it takes', () => {
  const long = 'x'.repeat(100_000)
  const product = Array.from({ length: 31 }, () => '9'.repeat(38)).join(' * ')
  test.each([
    ['comparing long texts', 'orders.exists(o, name == account.name + "y" || name < account.name && o.quantity < 0)'],
    ['looking for a text among long ones', 'orders.exists(o, name in [account.name + "y", account.name + "z"])'],
    ['comparing JSON', 'orders.exists(o, meta == account.meta && o.quantity < 0)'],
    ['writing long numbers', `[${product}].exists(x, orders.exists(o, string(x) == "1" || x.format(2, ",") == "1"))`],
    ['searching long texts', 'orders.exists(o, name.contains("y") || name.upper() == "y")'],
    ['finding the largest of long texts', 'orders.map(o, name).max() == "y"'],
  ])('such as %s', (_, text) => {
    const meta = Array.from({ length: 5_000 }, (__, index) => ({ index }))
    const account = { id: 'a', name: long, meta }
    const record = { ...orders(5_000), name: long, meta: structuredClone(meta) } as JsonObject
    Object.assign(record['$expanded'] as JsonObject, { account })
    const environmentWithMeta = {
      ...environment(),
      fieldType: (entity: string, field: string) =>
        field === 'meta' ? TYPE.dyn : environment().fieldType(entity, field),
    }
    const result = checkExpression(text, environmentWithMeta)
    if (!result.ok) throw new Error(result.problems[0]?.message.en)
    refusal(() => evaluateExpression(result.expression, { record }, CONTEXT))
  })
})
