import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { compareDecimals, type Decimal, parseDecimal, wholeDigits } from './decimal-text.ts'

interface DecimalLimits {
  schema: FieldSchema
  scale: number
  maxWholeDigits: number
  /** The value as it was given, for the message. */
  shown: string
}

interface DecimalProblem {
  rule: string
  problem: LocalizedText
}

/** What is wrong with an exact decimal: too many digits, or outside the field's range. Null if nothing. */
export function decimalProblem(decimal: Decimal, { schema, scale, maxWholeDigits, shown }: DecimalLimits) {
  if (decimal.scale > scale) return tooPrecise(shown, scale)
  if (wholeDigits(decimal) > maxWholeDigits) return tooLarge(shown, maxWholeDigits)
  return rangeProblem(decimal, schema, shown)
}

function tooPrecise(shown: string, scale: number): DecimalProblem {
  return {
    rule: 'scale',
    problem: {
      en: `${shown} has too many digits after the point; at most ${scale} are allowed`,
      'zh-CN': `${shown} 的小数位过多，最多 ${scale} 位`,
    },
  }
}

function tooLarge(shown: string, maxWholeDigits: number): DecimalProblem {
  return {
    rule: 'maximum',
    problem: {
      en: `${shown} is too large; at most ${maxWholeDigits} digits before the point are allowed`,
      'zh-CN': `${shown} 过大，小数点前最多 ${maxWholeDigits} 位`,
    },
  }
}

function rangeProblem(decimal: Decimal, { minimum, maximum }: FieldSchema, shown: string): DecimalProblem | null {
  const least = minimum === undefined ? null : parseDecimal(minimum)
  const most = maximum === undefined ? null : parseDecimal(maximum)
  if (least !== null && compareDecimals(decimal, least) < 0) {
    return {
      rule: 'minimum',
      problem: { en: `${shown} is too small; the least is ${minimum}`, 'zh-CN': `${shown} 过小，最小为 ${minimum}` },
    }
  }
  if (most !== null && compareDecimals(decimal, most) > 0) {
    return {
      rule: 'maximum',
      problem: { en: `${shown} is too large; the most is ${maximum}`, 'zh-CN': `${shown} 过大，最大为 ${maximum}` },
    }
  }
  return null
}
