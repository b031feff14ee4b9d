import { checkExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import { renameInExpression } from '@tenon/sdk/expression/rename-in-expression'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { environment, FIELDS } from './support/crm.ts'

function renamed(text: string, [entity, from]: [string, string], to: string): string {
  const result = renameInExpression(text, { entity, from, to }, environment())
  if (result.ok) return result.text
  throw new Error(result.problems.map(({ message }) => message.en).join('; '))
}

/** The model after the rename. */
function environmentAfter(entity: string, from: string, to: string): ExpressionEnvironment {
  const before = environment()
  const nameBefore = (name: string, field: string) => (name === entity && field === to ? from : field)
  return {
    ...before,
    fieldType: (name, field) =>
      name === entity && field === from ? undefined : before.fieldType(name, nameBefore(name, field)),
  }
}

describe('a field gets its new name', () => {
  test.each([
    { text: 'price * 2', field: 'opportunity.price', result: 'price2 * 2' },
    { text: 'record.price + old.price', field: 'opportunity.price', result: 'record.price2 + old.price2' },
    { text: 'account.owner.name == name', field: 'user.name', result: 'account.owner.name2 == name' },
    { text: 'account.owner.name == name', field: 'opportunity.name', result: 'account.owner.name == name2' },
    {
      text: 'orders.filter(o, o.status == "paid").sum(o.total)',
      field: 'order.total',
      result: 'orders.filter(o, o.status == "paid").sum(o.total2)',
    },
    {
      text: 'orders.exists(price, price.quantity > record.price)',
      field: 'opportunity.price',
      result: 'orders.exists(price, price.quantity > record.price2)',
    },
    { text: 'changed(stage) && has(stage)', field: 'opportunity.stage', result: 'changed(stage2) && has(stage2)' },
    { text: 'name == "name"   // name\n', field: 'opportunity.name', result: 'name2 == "name"   // name\n' },
    { text: 'amount.amount > 1.50', field: 'opportunity.amount', result: 'amount2.amount > 1.50' },
    { text: 'meta.meta == 1', field: 'opportunity.meta', result: 'meta2.meta == 1' },
    { text: 'price', field: 'account.name', result: 'price' },
    {
      text: 'coalesce(account, old.account).name == (open ? account : old.account).name',
      field: 'account.name',
      result: 'coalesce(account, old.account).name2 == (open ? account : old.account).name2',
    },
  ])('in $text', ({ text, field, result }) => {
    const [entity = '', from = ''] = field.split('.')
    expect(renamed(text, [entity, from], `${from}2`)).toBe(result)
  })

  test('behind record where it would mean something else alone', () => {
    expect(renamed('price > 1', ['opportunity', 'price'], 'today')).toBe('record.today > 1')
    expect(renamed('price > 1', ['opportunity', 'price'], 'package')).toBe('record.package > 1')
    expect(renamed('orders.exists(o, o.quantity > price)', ['opportunity', 'price'], 'o')).toBe(
      'orders.exists(o, o.quantity > record.o)',
    )
    expect(renamed('account.name == name', ['account', 'name'], 'in')).toBe('account.in == name')
  })
})

test('an expression that does not fit the model is left alone, with the reasons', () => {
  const result = renameInExpression('prise > 1', { entity: 'opportunity', from: 'price', to: 'cost' }, environment())
  expect(result).toMatchObject({ ok: false, problems: [{ rule: 'unknownName', suggestion: 'price' }] })
})

test('a renamed expression fits the renamed model, and comes back by the opposite rename', () => {
  const piece = fc.constantFrom(
    'price > 1',
    'record.price == old.price',
    'account.name == name',
    'account.owner.name.contains("name")',
    'orders.exists(x, x.quantity > quantity && x.total == amount)',
    'orders.filter(name, name.quantity > price).count() > 2',
    'has(account.tier) /* no comment */'.replace(' /* no comment */', ''),
    'changed(name)',
    'stage == "won"',
  )
  const fields = Object.entries(FIELDS).flatMap(([entity, own]) =>
    Object.keys(own).map((field): [string, string] => [entity, field]),
  )
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(...fields),
      (pieces, [entity, from]) => {
        const text = pieces.join(' && ')
        const once = renamed(text, [entity, from], 'renamedField')
        const after = environmentAfter(entity, from, 'renamedField')
        expect(checkExpression(once, after).ok).toBe(true)
        const back = renameInExpression(once, { entity, from: 'renamedField', to: from }, after)
        if (!back.ok) throw new Error('The way back failed.')
        // Where the old name is bound by a loop, it comes back behind `record`.
        expect(back.text.replaceAll(/(?<!old\.|account\.|owner\.)record\./g, '')).toBe(text.replaceAll('record.', ''))
      },
    ),
    { numRuns: 300 },
  )
})
