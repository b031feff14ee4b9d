import { EXPRESSION_LIMITS } from './expression-limits.ts'
import { SyntaxFault } from './expression-problem.ts'
import { type Token, tokenize } from './tokenize.ts'

/** The tokens of one expression, read from left to right, with the counts that limits are kept by. */
export interface TokenReader {
  readonly current: Token
  /** Goes on to the next token and gives the one that was read. */
  read(): Token
  /** Whether the current token is this sign; does not read it. */
  at(sign: string): boolean
  /** Reads the sign if it comes next. */
  take(sign: string): boolean
  /** Reads the sign. @throws SyntaxFault where something else comes */
  expect(sign: string): Token
  /** Counts one node. @throws SyntaxFault beyond the limit */
  count(): void
  /** Runs one level deeper. @throws SyntaxFault beyond the limit */
  nested<T>(parse: () => T): T
}

/** @throws SyntaxFault */
export function readTokens(text: string): TokenReader {
  const tokens = tokenize(text)
  const end: Token = { kind: 'end', start: text.length, end: text.length }
  let position = 0
  let nodes = 0
  let depth = 0
  const current = () => tokens[position] ?? end
  const at = (sign: string) => {
    const token = current()
    return token.kind === 'sign' && token.text === sign
  }
  const read = () => {
    const token = current()
    position += 1
    return token
  }
  return {
    get current() {
      return current()
    },
    read,
    at,
    take: (sign) => at(sign) && read() !== undefined,
    expect: (sign) => {
      if (at(sign)) return read()
      throw unexpectedToken(current(), `'${sign}'`)
    },
    count: () => {
      nodes += 1
      if (nodes > EXPRESSION_LIMITS.nodes) throw tooMany(current())
    },
    nested: (parse) => {
      depth += 1
      if (depth > EXPRESSION_LIMITS.nesting) throw tooDeep(current())
      const result = parse()
      depth -= 1
      return result
    },
  }
}

const WORD_OPERATORS: Readonly<Record<string, string>> = {
  and: '&&',
  or: '||',
  not: '!',
  AND: '&&',
  OR: '||',
  NOT: '!',
}

/** `expected` is shown as it is: a sign in quotation marks. Null where any operator could have come. */
export function unexpectedToken(token: Token, expected: string | null): SyntaxFault {
  const shown = token.kind === 'sign' || token.kind === 'name' ? `'${token.text}'` : null
  const what =
    token.kind === 'end'
      ? { en: 'the expression ends too early', 'zh-CN': '表达式不完整' }
      : shown === null
        ? { en: 'a value cannot stand here', 'zh-CN': '此处不能出现值' }
        : { en: `${shown} cannot stand here`, 'zh-CN': `此处不能出现 ${shown}` }
  const meant = token.kind === 'name' ? WORD_OPERATORS[token.text] : undefined
  const wanted = meant ?? expected
  return new SyntaxFault({
    start: token.start,
    end: token.end,
    rule: 'syntax',
    ...(meant !== undefined && { suggestion: meant }),
    message: {
      en: wanted === null ? what.en : `${what.en}: expected ${wanted}`,
      'zh-CN': wanted === null ? what['zh-CN'] : `${what['zh-CN']}，应为 ${wanted}`,
    },
  })
}

function tooMany({ start, end }: Token): SyntaxFault {
  const { nodes } = EXPRESSION_LIMITS
  return new SyntaxFault({
    start,
    end,
    rule: 'tooLong',
    message: {
      en: `the expression has more than ${nodes} parts; split it into several fields`,
      'zh-CN': `表达式超过 ${nodes} 个组成部分，请拆分成多个字段`,
    },
  })
}

function tooDeep({ start, end }: Token): SyntaxFault {
  const { nesting } = EXPRESSION_LIMITS
  return new SyntaxFault({
    start,
    end,
    rule: 'tooDeep',
    message: {
      en: `the expression is nested more than ${nesting} levels deep`,
      'zh-CN': `表达式嵌套超过 ${nesting} 层`,
    },
  })
}
