import { EXPRESSION_LIMITS } from './expression-limits.ts'
import { type ExpressionProblem, placeProblem, SyntaxFault } from './expression-problem.ts'
import { parsePrimary } from './parse-primary.ts'
import type { BinaryOperator, SyntaxNode, UnaryOperator } from './syntax-node.ts'
import { readTokens, type TokenReader, unexpectedToken } from './token-reader.ts'
import type { Token } from './tokenize.ts'

export type ParseResult =
  | { readonly ok: true; readonly expression: SyntaxNode }
  | { readonly ok: false; readonly problems: readonly [ExpressionProblem] }

/** Reads an expression's text; never throws. The first thing that is wrong ends it. */
export function parseExpression(text: string): ParseResult {
  try {
    return { ok: true, expression: parse(text) }
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault
    return { ok: false, problems: [placeProblem(text, fault.problem)] }
  }
}

function parse(text: string): SyntaxNode {
  if (text.length > EXPRESSION_LIMITS.textLength) throw tooLong()
  const tokens = readTokens(text)
  const first: Token = tokens.current
  if (first.kind === 'end') throw empty()
  const expression = parseConditional(tokens)
  const rest: Token = tokens.read()
  if (rest.kind !== 'end') throw unexpectedToken(rest, null)
  return expression
}

/** `condition ? whenTrue : whenFalse`, or anything that binds tighter. */
function parseConditional(tokens: TokenReader): SyntaxNode {
  return tokens.nested(() => {
    const condition = parseBinary(tokens, 0)
    if (!tokens.take('?')) return condition
    const whenTrue = parseBinary(tokens, 0)
    tokens.expect(':')
    const whenFalse = parseConditional(tokens)
    tokens.count()
    return { kind: 'conditional', condition, whenTrue, whenFalse, start: condition.start, end: whenFalse.end }
  })
}

/** Loosest first; operators of one level are read from left to right. */
const LEVELS: ReadonlyArray<readonly BinaryOperator[]> = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
]

function parseBinary(tokens: TokenReader, level: number): SyntaxNode {
  const operators = LEVELS[level]
  if (operators === undefined) return parseUnary(tokens)
  let left = parseBinary(tokens, level + 1)
  for (let operator = nextOperator(tokens, operators); operator; operator = nextOperator(tokens, operators)) {
    const right = parseBinary(tokens, level + 1)
    tokens.count()
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end }
  }
  return left
}

function nextOperator(tokens: TokenReader, operators: readonly BinaryOperator[]): BinaryOperator | undefined {
  const token = tokens.current
  if (token.kind !== 'sign' && !(token.kind === 'name' && token.text === 'in')) return undefined
  const operator = operators.find((known) => known === token.text)
  if (operator !== undefined) tokens.read()
  return operator
}

function parseUnary(tokens: TokenReader): SyntaxNode {
  const signs: Array<{ operator: UnaryOperator; start: number }> = []
  while (tokens.at('!') || tokens.at('-')) {
    const operator: UnaryOperator = tokens.at('!') ? '!' : '-'
    signs.push({ operator, start: tokens.read().start })
    tokens.count()
  }
  const operand = parsePrimary(tokens, parseConditional)
  return signs.reduceRight<SyntaxNode>(
    (inner, { operator, start }) => ({ kind: 'unary', operator, operand: inner, start, end: inner.end }),
    operand,
  )
}

function tooLong(): SyntaxFault {
  const { textLength } = EXPRESSION_LIMITS
  return new SyntaxFault({
    start: textLength,
    end: textLength,
    rule: 'tooLong',
    message: {
      en: `the expression is longer than ${textLength} characters`,
      'zh-CN': `表达式超过 ${textLength} 个字符`,
    },
  })
}

function empty(): SyntaxFault {
  return new SyntaxFault({
    start: 0,
    end: 0,
    rule: 'syntax',
    message: { en: 'there is no expression', 'zh-CN': '表达式为空' },
  })
}
