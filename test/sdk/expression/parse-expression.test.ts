import { EXPRESSION_LIMITS } from '@tenon/sdk/expression/expression-limits'
import { parseExpression } from '@tenon/sdk/expression/parse-expression'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** The one problem of a text that is no expression. */
function problemOf(text: string) {
  const parsed = parseExpression(text)
  if (parsed.ok) throw new Error(`'${text}' was parsed.`)
  return parsed.problems[0]
}

describe('a syntax error', () => {
  test('has its place as offset, line and column, columns in characters', () => {
    expect(problemOf('"😀😀" ==\n  "中" ? 1')).toMatchObject({ start: 19, line: 2, column: 10, rule: 'syntax' })
    expect(problemOf('"😀" $')).toMatchObject({ start: 5, line: 1, column: 5 })
  })

  test.each([
    ['a = 1', '=='],
    ['a，b', ','],
    ['（a）', '('],
    ['a & b', '&&'],
    ['a ＞ 1', '>'],
    ['“a”', '"'],
    ['a and b', '&&'],
    ['a OR b', '||'],
    ['package == 1', 'record.package'],
  ])('in %s suggests %s', (text, suggestion) => {
    expect(problemOf(text).suggestion).toBe(suggestion)
  })

  test.each([
    ['', 'there is no expression', '表达式为空'],
    ['1 +', 'the expression ends too early', '表达式不完整'],
    ['(1', "the expression ends too early: expected ')'", "表达式不完整，应为 ')'"],
    ['1 2', 'a value cannot stand here', '此处不能出现值'],
    ['"abc', 'the text that begins here has no closing "', '从这里开始的文本缺少结尾的 "'],
    ['12u', 'there are no unsigned numbers; write 12', '不支持无符号整数，请写成 12'],
    ['1abc', "'1abc' is not a number", '“1abc”不是数字'],
    ['b"x"', 'there are no byte strings; leave the b out', '不支持字节串，请去掉前缀 b'],
    [
      '{"a": 1}',
      'maps in { } are not part of the language; lists are written in [ ]',
      '不支持用 { } 书写映射；列表用 [ ] 书写',
    ],
    [
      '"\\u0000"',
      'a text cannot hold the character U+0000 or half of a character',
      '文本不能包含字符 U+0000 或半个字符',
    ],
    ['1e999', '1e999 is beyond the largest floating-point number, 1.7e308', '1e999 超出浮点数的最大值 1.7e308'],
  ])('in %j is told in both languages', (text, en, zh) => {
    expect(problemOf(text).message).toEqual({ en, 'zh-CN': zh })
  })
})

describe('a text', () => {
  test('of any characters is parsed or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const parsed = parseExpression(text)
        if (!parsed.ok) expect(parsed.problems[0].start).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  test('made of the language own signs is parsed or refused', () => {
    const piece = fc.constantFrom(
      ...'()[]{}.,:?!+-*/%<>=&|"\'\\ \n',
      'a',
      'in',
      'true',
      'null',
      '1',
      '1.5',
      '0x',
      'r"',
      '"""',
      '//',
      '.filter(x,',
      '==',
      '&&',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        expect(typeof parseExpression(pieces.join('')).ok).toBe('boolean')
      }),
    )
  })

  test.each([
    ['too long', `1${'+1'.repeat(EXPRESSION_LIMITS.textLength)}`, 'tooLong'],
    ['of too many parts', `1${'+1'.repeat(EXPRESSION_LIMITS.nodes)}`, 'tooLong'],
    ['nested too deep by brackets', `${'('.repeat(1000)}1${')'.repeat(1000)}`, 'tooDeep'],
    ['nested too deep by lists', `${'['.repeat(1000)}1`, 'tooDeep'],
    ['nested too deep by calls', `${'a('.repeat(1000)}1`, 'tooDeep'],
    ['nested too deep by conditions', 'true ? 1 : '.repeat(300), 'tooDeep'],
    ['of too many signs', `${'!'.repeat(3000)}true`, 'tooLong'],
    ['with a number of too many digits', '1'.repeat(39), 'numberTooLong'],
    ['with a number of too many decimals', `0.${'1'.repeat(39)}`, 'numberTooLong'],
  ])('%s is refused within a moment', (_, text, rule) => {
    const started = performance.now()
    expect(problemOf(text).rule).toBe(rule)
    expect(performance.now() - started).toBeLessThan(200)
  })
})
