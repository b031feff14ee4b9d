import { expect, test } from 'vitest'
import { vehicleMargin } from '../../plugins/automotive/rules/vehicle-margin.ts'

const money = (amount: string, currency = 'USD') => ({ amount, currency })
const marginOf = (values: Record<string, ReturnType<typeof money> | null>) =>
  vehicleMargin({ id: null, old: null, values })

test.each([
  ['50000.00', '43999.99', '6000.01'],
  ['123456789012345678.01', '0.02', '123456789012345677.99'],
  ['0.000001', '0.00', '0.000001'],
  ['10.00', '12.50', '-2.5'],
  ['10.00', '10.00', '0'],
  ['0.00', '0.30', '-0.3'],
  ['1200.00', '200.00', '1000'],
])('a vehicle listed at %s and bought at %s has the margin %s, to the last digit', (list, paid, margin) => {
  expect(marginOf({ listPrice: money(list), purchasePrice: money(paid) })).toEqual(money(margin))
})

test('there is no margin without both prices, or in two currencies', () => {
  expect(marginOf({ listPrice: money('10.00'), purchasePrice: null })).toBeUndefined()
  expect(marginOf({ purchasePrice: money('10.00') })).toBeUndefined()
  expect(marginOf({ listPrice: money('10.00'), purchasePrice: money('1.00', 'CNY') })).toBeUndefined()
})
