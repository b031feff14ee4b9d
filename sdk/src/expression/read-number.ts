import { parseDecimal } from './decimal.ts'
import { EXPRESSION_LIMITS } from './expression-limits.ts'
import { SyntaxFault } from './expression-problem.ts'
import type { Literal } from './syntax-node.ts'

const NUMBER = /0[xX][0-9a-fA-F]+|[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+/y
const WORD = /[A-Za-z0-9_]+/y

/**
 * Reads the number at `start`: `42` and `0x2A` are whole numbers, `1.50` is an exact decimal,
 * `1.5e3` a binary floating-point number. @throws SyntaxFault
 */
export function readNumber(text: string, start: number): { literal: Literal; end: number } {
  NUMBER.lastIndex = start
  const written = NUMBER.exec(text)?.[0] ?? ''
  const end = start + written.length
  refuseSuffix(text, start, end)
  if (/^0[xX]/.test(written)) return { literal: { kind: 'int', value: limited(BigInt(written), { start, end }) }, end }
  if (/[eE]/.test(written)) return { literal: { kind: 'double', value: finite(written, { start, end }) }, end }
  if (!written.includes('.')) {
    return { literal: { kind: 'int', value: limited(BigInt(written), { start, end }) }, end }
  }
  const decimal = parseDecimal(written.startsWith('.') ? `0${written}` : written) ?? { digits: 0n, scale: 0 }
  limited(decimal.digits / 10n ** BigInt(decimal.scale), { start, end })
  if (decimal.scale > EXPRESSION_LIMITS.digits) throw tooManyDigits({ start, end })
  return { literal: { kind: 'decimal', value: decimal }, end }
}

const LARGEST = 10n ** BigInt(EXPRESSION_LIMITS.digits)

function limited(value: bigint, range: { start: number; end: number }): bigint {
  if (value >= LARGEST) throw tooManyDigits(range)
  return value
}

function tooManyDigits(range: { start: number; end: number }): SyntaxFault {
  const { digits } = EXPRESSION_LIMITS
  return new SyntaxFault({
    ...range,
    rule: 'numberTooLong',
    message: {
      en: `the number has too many digits: at most ${digits} before and ${digits} after the point`,
      'zh-CN': `数字位数过多：小数点前后各最多 ${digits} 位`,
    },
  })
}

function finite(written: string, range: { start: number; end: number }): number {
  const value = Number(written)
  if (Number.isFinite(value)) return value
  throw new SyntaxFault({
    ...range,
    rule: 'numberTooLong',
    message: {
      en: `${written} is beyond the largest floating-point number, 1.7e308`,
      'zh-CN': `${written} 超出浮点数的最大值 1.7e308`,
    },
  })
}

function refuseSuffix(text: string, start: number, end: number): void {
  WORD.lastIndex = end
  const suffix = WORD.exec(text)?.[0]
  if (suffix === undefined) return
  const unsigned = /^[uU]$/.test(suffix)
  throw new SyntaxFault({
    start,
    end: end + suffix.length,
    rule: 'number',
    message: {
      en: unsigned
        ? `there are no unsigned numbers; write ${text.slice(start, end)}`
        : `'${text.slice(start, end)}${suffix}' is not a number`,
      'zh-CN': unsigned
        ? `不支持无符号整数，请写成 ${text.slice(start, end)}`
        : `“${text.slice(start, end)}${suffix}”不是数字`,
    },
  })
}
