import { expect, test } from 'vitest'
import { cleanDealerRow } from '../../plugins/automotive/rules/clean-dealer-row.ts'

const clean = (values: Record<string, string>) => cleanDealerRow({ id: null, old: null, values })

test.each([
  [{ vin: ' 1m8-gdm9a xkp042788' }, { vin: '1M8GDM9AXKP042788' }],
  [{ vehicle: ' Volvo  XC60 2024 ' }, { make: 'Volvo', model: 'XC60', modelYear: '2024' }],
  [{ vehicle: 'Land Rover' }, { make: 'Land', model: 'Rover', modelYear: '' }],
  [{ vehicle: '比亚迪 汉EV 2023' }, { make: '比亚迪', model: '汉EV', modelYear: '2023' }],
  [
    { mileage: '12.500 km', price: '¥ 329,000' },
    { mileage: '12500', price: '329000' },
  ],
  [{ price: '12 345,60 €' }, { price: '12345.60' }],
  [{ price: '1’000' }, { price: '1000' }],
  [{ price: "1'234'567.5 CHF" }, { price: '1234567.5' }],
  [{ price: 'on request', mileage: '' }, { price: 'on request' }],
])('a dealer’s row with %j is put in order as %j', (row, changes) => {
  expect(clean({ vin: 'X', ...row })).toEqual({ vin: 'X', ...changes })
})

test('a row without a VIN is refused at that column', () => {
  expect(() => clean({ vin: ' - ', vehicle: 'Volvo XC60' })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ pointer: '/vin' })] }),
  )
})
