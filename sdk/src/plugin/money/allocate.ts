import { demandDecimal, digitsAt } from './decimal.ts'
import { type Money, readMoney, writeMoney } from './read-money.ts'

/**
 * Shares an amount out by weights, such as `[50, 30, 20]` or `['0.5', '0.5']`, to the last cent: the parts add up to
 * the amount. What does not come out even goes to the parts that are furthest below their share, the first ones first.
 */
export function allocate(money: Money, weights: ReadonlyArray<string | number>): Money[] {
  const { digits, ...rest } = readMoney(money)
  const shares = readWeights(weights)
  const whole = shares.reduce((sum, share) => sum + share, 0n)
  const total = digits < 0n ? -digits : digits
  const parts = shares.map((share) => (total * share) / whole)
  const left = Number(total - parts.reduce((sum, part) => sum + part, 0n))
  for (const index of byRemainder(shares, (share) => (total * share) % whole).slice(0, left)) {
    parts[index] = (parts[index] ?? 0n) + 1n
  }
  return parts.map((part) => writeMoney({ digits: digits < 0n ? -part : part, ...rest }))
}

/** Into equal parts, as far as that goes: 10.00 EUR in three are 3.34, 3.33 and 3.33. */
export function split(money: Money, parts: number): Money[] {
  if (!Number.isInteger(parts) || parts < 1 || parts > MAX_PARTS) {
    throw new RangeError(
      `An amount cannot be split into ${parts} parts: expected a whole number from 1 to ${MAX_PARTS}.`,
    )
  }
  return allocate(money, Array<number>(parts).fill(1))
}

const MAX_PARTS = 10_000

/** Weights as whole numbers that stand to each other as they do. */
function readWeights(weights: ReadonlyArray<string | number>): bigint[] {
  const read = weights.map((weight) => demandDecimal(weight, 'weight'))
  const scale = Math.max(0, ...read.map((weight) => weight.scale))
  const shares = read.map((weight) => digitsAt(weight, scale))
  if (shares.every((share) => share >= 0n) && shares.some((share) => share > 0n)) return shares
  throw new RangeError(
    `${JSON.stringify(weights).slice(0, 100)} are no weights: expected some of 0 or more, not all 0.`,
  )
}

/** Positions of the shares, the one with the largest remainder first. */
function byRemainder(shares: readonly bigint[], remainderOf: (share: bigint) => bigint): number[] {
  const remainders = shares.map(remainderOf)
  return remainders
    .map((_, index) => index)
    .sort((one, other) => {
      const difference = (remainders[other] ?? 0n) - (remainders[one] ?? 0n)
      return difference === 0n ? one - other : difference > 0n ? 1 : -1
    })
}
