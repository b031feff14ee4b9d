import { type Money, money } from '@tenon/sdk/plugin/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { useSecondOpinion } from '../../support/use-second-opinion.ts'

const eur = (amount: string): Money => ({ amount, currency: 'EUR' })

describe('amounts', () => {
  test('have the digits of their currency, and keep those that they have beyond', () => {
    expect(money.of('12.5', 'EUR')).toEqual(eur('12.50'))
    expect(money.of(12, 'JPY')).toEqual({ amount: '12', currency: 'JPY' })
    expect(money.of('+0012.5', 'KWD')).toEqual({ amount: '12.500', currency: 'KWD' })
    expect(money.of('-0', 'EUR')).toEqual(eur('0.00'))
    expect(money.of('0.12345', 'EUR')).toEqual(eur('0.12345'))
    expect(money.of(0.1, 'EUR')).toEqual(eur('0.10'))
    expect(money.zero('CLF')).toEqual({ amount: '0.0000', currency: 'CLF' })
  })

  test.each([
    [() => money.of(0.1 + 0.2, 'EUR'), /0\.30000000000000004.*is no amount of money/],
    [() => money.of('12,50', 'EUR'), /"12,50".*is no amount of money: expected one such as/],
    [() => money.of('1e3', 'EUR'), /is no amount/],
    [() => money.of('', 'EUR'), /is no amount/],
    [() => money.of(Number.NaN, 'EUR'), /is no amount/],
    [() => money.of(Infinity, 'EUR'), /is no amount/],
    [() => money.of('1', 'eur'), /"eur"/],
    [() => money.of('9'.repeat(41), 'EUR'), /is no amount/],
    [() => money.add(null as never, eur('1')), /null is no amount of money/],
    [() => money.add(undefined as never, eur('1')), /undefined is no amount of money/],
    [() => money.isZero('12' as never), /"12" is no amount of money/],
    [
      () => money.add(eur('1'), money.of('1', 'USD')),
      /EUR and USD do not go together: convert one of them first \(1 EUR, 1\.00 USD\)/,
    ],
    [() => money.compare(eur('1'), money.of('1', 'USD')), /do not go together/],
    [() => money.sum([eur('1'), money.of('1', 'USD')]), /do not go together/],
    [() => money.sum([]), /name one, as in money\.sum/],
    [() => money.multiply(eur('1'), 'x'), /"x" is no factor: expected a decimal such as '0\.19'/],
    [() => money.divide(eur('1'), '0.00'), /1 EUR cannot be divided by zero/],
    [() => money.allocate(eur('1'), []), /\[\] are no weights/],
    [() => money.allocate(eur('1'), [0, 0]), /are no weights/],
    [() => money.allocate(eur('1'), [1, -1]), /are no weights/],
    [() => money.split(eur('1'), 0), /into 0 parts/],
    [() => money.split(eur('1'), 1e9), /into 1000000000 parts/],
    [() => money.toMinor(eur('1.005')), /has parts of it: round it first/],
    [() => money.toMinor(eur('999999999999999999')), /is too large/],
    [() => money.fromMinor(1.5, 'EUR'), /1\.5 is no number of smallest units/],
  ])('%s is refused with what is wrong', (run, message) => {
    expect(run).toThrow(expect.objectContaining({ name: 'RangeError', message: expect.stringMatching(message) }))
  })

  test('can be asked what they are', () => {
    expect([money.isZero(eur('-0.00')), money.isZero(eur('0.01'))]).toEqual([true, false])
    expect([money.isNegative(eur('-0.01')), money.isNegative(eur('0'))]).toEqual([true, false])
    expect([money.isPositive(eur('0.01')), money.isPositive(eur('0'))]).toEqual([true, false])
    expect([money.isMoney(eur('1')), money.isMoney(null), money.isMoney('1'), money.isMoney({ amount: '1' })]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(money.compare(eur('1.10'), eur('1.1'))).toBe(0)
    expect(money.compare(eur('-2'), eur('1'))).toBe(-1)
  })
})

describe('arithmetic', () => {
  test('is exact where a float is not', () => {
    expect(money.add(eur('0.10'), eur('0.20'))).toEqual(eur('0.30'))
    expect(money.subtract(eur('100000000000000000.01'), eur('0.02'))).toEqual(eur('99999999999999999.99'))
    expect(money.sum([eur('0.1'), eur('0.2'), eur('-0.3')])).toEqual(eur('0.00'))
    expect(money.sum([], 'JPY')).toEqual({ amount: '0', currency: 'JPY' })
    expect(money.negate(eur('-1.5'))).toEqual(eur('1.50'))
  })

  test('rounds to the currency, away from zero or to the even digit', () => {
    expect(money.multiply(eur('0.35'), '0.5')).toEqual(eur('0.18'))
    expect(money.multiply(eur('0.25'), '0.5', 'halfEven')).toEqual(eur('0.12'))
    expect(money.multiply(eur('-0.25'), '0.5')).toEqual(eur('-0.13'))
    expect(money.multiply(eur('-0.25'), '0.5', 'halfEven')).toEqual(eur('-0.12'))
    expect(money.percentage(eur('10'), 19)).toEqual(eur('1.90'))
    expect(money.percentage(money.of('333', 'JPY'), '10')).toEqual({ amount: '33', currency: 'JPY' })
    expect(money.divide(eur('10'), 3)).toEqual(eur('3.33'))
    expect(money.divide(eur('1'), '-0.03')).toEqual(eur('-33.33'))
    expect(money.round(eur('1.005'))).toEqual(eur('1.01'))
    expect(money.round(eur('1.005'), 'halfEven')).toEqual(eur('1.00'))
  })

  test('shares out to the last cent', () => {
    const amounts = (parts: Money[]) => parts.map(({ amount }) => amount)
    expect(amounts(money.split(eur('10'), 3))).toEqual(['3.34', '3.33', '3.33'])
    expect(amounts(money.split(eur('-10'), 3))).toEqual(['-3.34', '-3.33', '-3.33'])
    expect(amounts(money.allocate(eur('0.05'), [3, 7]))).toEqual(['0.02', '0.03'])
    expect(amounts(money.allocate(eur('1'), ['0.5', 0, '0.5']))).toEqual(['0.50', '0.00', '0.50'])
    expect(amounts(money.allocate(money.of('100', 'JPY'), [1, 1, 1]))).toEqual(['34', '33', '33'])
    expect(amounts(money.split(eur('0.01'), 2))).toEqual(['0.01', '0.00'])
  })

  test('tells and takes smallest units', () => {
    expect(money.toMinor(eur('12.50'))).toBe(1250)
    expect(money.toMinor(money.of('-12', 'JPY'))).toBe(-12)
    expect(money.toMinor(money.of('1.234', 'KWD'))).toBe(1234)
    expect(money.fromMinor(1250, 'EUR')).toEqual(eur('12.50'))
    expect(money.fromMinor(-5n, 'KWD')).toEqual({ amount: '-0.005', currency: 'KWD' })
    expect([money.digits('EUR'), money.digits('JPY'), money.digits('HUF')]).toEqual([2, 0, 2])
  })

  test('is written as people write it, every digit of it', () => {
    expect(money.format(eur('1250.5'), 'de').replaceAll('\u00a0', ' ')).toBe('1.250,50 €')
    expect(money.format(eur('1250.505'), 'en')).toBe('€1,250.505')
    expect(money.format(money.of('123456789012345678.99', 'USD'), 'en')).toBe('$123,456,789,012,345,678.99')
    expect(money.format(money.of('1250', 'JPY'), 'zh-CN')).toBe('JP¥1,250')
    expect(money.format(money.of('12', 'HUF'), 'en', 'code').replaceAll('\u00a0', ' ')).toBe('HUF 12.00')
    expect(money.format(eur('-1'), 'en', 'name')).toBe('-1.00 euros')
  })
})

describe('compared with PostgreSQL', () => {
  const ask = useSecondOpinion()

  const decimal = fc
    .tuple(fc.bigInt(-(10n ** 14n), 10n ** 14n), fc.integer({ min: 0, max: 6 }))
    .map(([digits, scale]) => {
      const text = `${digits < 0n ? -digits : digits}`.padStart(scale + 1, '0')
      const whole = text.slice(0, text.length - scale)
      return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(-scale)}`}`
    })
  const pairs = fc.sample(fc.tuple(decimal, decimal), { numRuns: 1_000, seed: 7 })
  /** Tenths of a cent, every tenth of them exactly between two cents, where rounding shows. */
  const halves = fc.sample(
    fc.tuple(
      fc.integer({ min: -9_999, max: 9_999 }).map((cents) => `${cents / 1000}`),
      fc.constant('1'),
    ),
    {
      numRuns: 300,
      seed: 8,
    },
  )

  test('sums, differences, products, quotients and order are the same', async () => {
    const cases = [...pairs, ...halves]
    const rows = await ask(
      `select (a + b)::text as add, (a - b)::text as subtract, round(a * b, 2)::text as multiply, round(a, 2)::text as round,
         case when b <> 0 then (sign(a * b) * div(abs(a) * 200 + abs(b), abs(b) * 2) * 0.01)::text end as divide,
         round(a * b * 0.01, 2)::text as percentage,
         case when a < b then -1 when a > b then 1 else 0 end::text as compare
       from unnest($1::numeric[], $2::numeric[]) with ordinality as t(a, b, n) order by n`,
      [cases.map(([a]) => a), cases.map(([, b]) => b)],
    )
    for (const [index, [a, b]] of cases.entries()) {
      const row = rows[index] ?? {}
      expect(bare(money.add(eur(a), eur(b)).amount)).toBe(bare(row['add']))
      expect(bare(money.subtract(eur(a), eur(b)).amount)).toBe(bare(row['subtract']))
      expect(money.multiply(eur(a), b).amount).toBe(zeroFree(row['multiply']))
      expect(money.percentage(eur(a), b).amount).toBe(zeroFree(row['percentage']))
      expect(money.round(eur(a)).amount).toBe(zeroFree(row['round']))
      if (row['divide'] !== null) expect(money.divide(eur(a), b).amount).toBe(zeroFree(row['divide']))
      expect(`${money.compare(eur(a), eur(b))}`).toBe(row['compare'])
    }
  })

  /** Without zeros at the end, and without a sign before zero. */
  const bare = (text: string | null | undefined) => zeroFree(text?.includes('.') ? text.replace(/\.?0+$/, '') : text)
  const zeroFree = (text: string | null | undefined) => (text && /^-0(\.0+)?$/.test(text) ? text.slice(1) : text)
})

const amount = fc.bigInt(-(10n ** 12n), 10n ** 12n).map((cents) => money.fromMinor(cents, 'EUR'))

test('rounding to the even digit is what Intl does by that name', () => {
  const reference = new Intl.NumberFormat('en', {
    roundingMode: 'halfEven',
    useGrouping: false,
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  } as Intl.NumberFormatOptions)
  fc.assert(
    fc.property(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 3, max: 5 }), (digits, scale) => {
      const text = money.fromMinor(digits, 'CLF').amount.slice(0, scale - 6 || undefined)
      const expected = reference.format(text as `${number}`)
      expect(money.round(eur(text), 'halfEven').amount).toBe(expected === '-0.00' ? '0.00' : expected)
    }),
  )
})

test('parts that were shared out add up to the amount, and none is a cent off its share', () => {
  const weights = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.constantFrom('0.5', '33.333', '0.001')), {
      minLength: 1,
      maxLength: 20,
    })
    .filter((list) => list.some((weight) => Number(weight) > 0))
  fc.assert(
    fc.property(amount, weights, (whole, shares) => {
      const parts = money.allocate(whole, shares)
      expect(money.sum(parts)).toEqual(whole)
      const total = shares.reduce<number>((sum, share) => sum + Number(share), 0)
      for (const [index, part] of parts.entries()) {
        const exact = (money.toMinor(whole) * Number(shares[index])) / total
        expect(Math.abs(money.toMinor(part) - exact)).toBeLessThan(1.001)
      }
    }),
  )
})

test('adding and taking away again, and telling in smallest units and back, changes nothing', () => {
  fc.assert(
    fc.property(amount, amount, (one, other) => {
      expect(money.subtract(money.add(one, other), other)).toEqual(one)
      expect(money.fromMinor(money.toMinor(one), 'EUR')).toEqual(one)
      expect(money.negate(money.negate(one))).toEqual(one)
    }),
  )
})
