import { describe, expect, test } from 'vitest'
import { evaluated } from './support/crm.ts'

const CNY = (amount: string) => ({ amount, currency: 'CNY' })

describe('records', () => {
  const values = {
    id: 'o1',
    stage: 'won',
    account: 'a1',
    $expanded: {
      account: { id: 'a1', tier: 'gold', owner: 'u1', $expanded: { owner: { id: 'u1', name: 'Li' } } },
      orders: [
        { id: '1', status: 'paid', total: CNY('10.10'), quantity: 2 },
        { id: '2', status: 'open', total: CNY('5'), quantity: null },
        { id: '3', status: 'paid', total: null, quantity: 4 },
      ],
    },
  }

  test.each([
    ['account.tier == "gold"', true],
    ['account.owner.name', 'Li'],
    ['account.owner.id == actor.id', true],
    ['account', 'a1'],
    ['orders.filter(o, o.status == "paid").sum(o.total)', CNY('10.1')],
    ['orders.filter(o, o.status == "paid").count()', 2],
    ['orders.count(o, o.quantity > 2)', 1],
    ['orders.sum(o, o.quantity)', 6],
    ['orders.avg(o, o.quantity)', '3'],
    ['orders.min(o, o.quantity)', 2],
    ['orders.max(o, o.total)', CNY('10.1')],
    ['orders.all(o, has(o.total))', false],
    ['orders.exists_one(o, o.status == "open")', true],
    ['orders.map(o, o.status == "paid", o.quantity)', [2, 4]],
    ['orders.first().status', 'paid'],
    ['orders.last().quantity', 4],
    ['orders[1].total.amount', '5'],
    ['orders.exists(o, o.quantity == orders.max(p, p.quantity))', true],
    ['"sales" in actor.roles', true],
    ['actor.team == null', true],
  ])('%s is %j', (text, value) => {
    expect(evaluated(text, values)).toEqual(value)
  })

  test('changed() sees any change, also from and to nothing', () => {
    expect(evaluated('changed(stage)', { stage: 'won' }, { stage: 'new' })).toBe(true)
    expect(evaluated('changed(stage)', { stage: 'won' }, { stage: 'won' })).toBe(false)
    expect(evaluated('changed(stage)', { stage: 'won' }, {})).toBe(true)
    expect(evaluated('changed(stage)', {}, { stage: 'won' })).toBe(true)
    expect(evaluated('changed(stage)', {}, {})).toBe(false)
    expect(evaluated('changed(stage) && old == null', { stage: 'won' }, null)).toBe(true)
    expect(evaluated('changed(amount)', { amount: CNY('1.0') }, { amount: CNY('1.00') })).toBe(false)
    expect(evaluated('changed(tags)', { tags: ['hot'] }, { tags: ['hot', 'cold'] })).toBe(true)
  })

  test('that the actor may not see have no values, but an id', () => {
    const hidden = { account: 'a1', $expanded: { account: null } }
    expect(evaluated('account.tier', hidden)).toBe(null)
    expect(evaluated('account == null', hidden)).toBe(false)
    expect(evaluated('account.id', hidden)).toBe('a1')
  })

  test('that were not loaded are a fault of the caller, not a missing value', () => {
    expect(() => evaluated('account.tier', { account: 'a1' })).toThrow(/'tier' of a record that was not loaded/)
    expect(() => evaluated('orders.count()', {})).toThrow(/'orders' of a record that was not loaded/)
    expect(evaluated('account.id', { account: 'a1' })).toBe('a1')
    expect(evaluated('account.tier', {})).toBe(null)
  })
})
