import { SyntaxFault } from './expression-problem.ts'
import type { Literal, SyntaxNode } from './syntax-node.ts'
import { type TokenReader, unexpectedToken } from './token-reader.ts'
import type { Token } from './tokenize.ts'

type ParseInner = (tokens: TokenReader) => SyntaxNode

/** A literal, name, call, list or bracketed expression with all that is attached to it by `.` and `[]`. */
export function parsePrimary(tokens: TokenReader, parseInner: ParseInner): SyntaxNode {
  let node = parseStart(tokens, parseInner)
  for (;;) {
    if (tokens.take('.')) node = parseMember(tokens, { target: node, parseInner })
    else if (tokens.at('[')) node = parseIndex(tokens, { target: node, parseInner })
    else return node
  }
}

function parseStart(tokens: TokenReader, parseInner: ParseInner): SyntaxNode {
  const token = tokens.current
  if (token.kind === 'literal') {
    tokens.read()
    tokens.count()
    return { kind: 'literal', literal: token.literal, start: token.start, end: token.end }
  }
  if (token.kind === 'name') return parseName(tokens, parseInner)
  if (tokens.take('(')) {
    const inner = parseInner(tokens)
    tokens.expect(')')
    return inner
  }
  if (tokens.at('[')) return parseList(tokens, parseInner)
  if (tokens.at('{')) throw noMaps(token)
  throw unexpectedToken(token, null)
}

const WORDS: Readonly<Record<string, Literal>> = {
  true: { kind: 'bool', value: true },
  false: { kind: 'bool', value: false },
  null: { kind: 'null', value: null },
}

/** CEL keeps these for languages around it. As a field behind a dot they may be written: `record.package`. */
export const RESERVED: ReadonlySet<string> = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'in',
  'let',
  'loop',
  'namespace',
  'package',
  'return',
  'var',
  'void',
  'while',
  ...Object.keys(WORDS),
])

function parseName(tokens: TokenReader, parseInner: ParseInner): SyntaxNode {
  const { start, end, name } = readName(tokens)
  tokens.count()
  const literal = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
  if (literal !== undefined) return { kind: 'literal', literal, start, end }
  if (RESERVED.has(name)) throw reserved(name, { start, end })
  if (!tokens.at('(')) return { kind: 'name', name, start, end }
  const call = parseArguments(tokens, parseInner)
  return { kind: 'call', target: null, name, nameStart: start, arguments: call.items, start, end: call.end }
}

function readName(tokens: TokenReader): { start: number; end: number; name: string } {
  const token = tokens.current
  if (token.kind !== 'name') {
    throw unexpectedToken(token, null)
  }
  tokens.read()
  return { start: token.start, end: token.end, name: token.text }
}

interface Attachment {
  target: SyntaxNode
  parseInner: ParseInner
}

function parseMember(tokens: TokenReader, { target, parseInner }: Attachment): SyntaxNode {
  const { start: nameStart, end, name } = readName(tokens)
  tokens.count()
  if (!tokens.at('(')) return { kind: 'select', target, name, nameStart, start: target.start, end }
  const call = parseArguments(tokens, parseInner)
  return { kind: 'call', target, name, nameStart, arguments: call.items, start: target.start, end: call.end }
}

function parseIndex(tokens: TokenReader, { target, parseInner }: Attachment): SyntaxNode {
  tokens.expect('[')
  const index = parseInner(tokens)
  const { end } = tokens.expect(']')
  tokens.count()
  return { kind: 'index', target, index, start: target.start, end }
}

function parseArguments(tokens: TokenReader, parseInner: ParseInner): { items: SyntaxNode[]; end: number } {
  tokens.expect('(')
  return parseItems(tokens, ')', parseInner)
}

function parseList(tokens: TokenReader, parseInner: ParseInner): SyntaxNode {
  const { start } = tokens.expect('[')
  const { items, end } = parseItems(tokens, ']', parseInner)
  tokens.count()
  return { kind: 'list', items, start, end }
}

function parseItems(
  tokens: TokenReader,
  closing: string,
  parseInner: ParseInner,
): { items: SyntaxNode[]; end: number } {
  const items: SyntaxNode[] = []
  while (!tokens.at(closing)) {
    items.push(parseInner(tokens))
    if (!tokens.take(',')) break
  }
  return { items, end: tokens.expect(closing).end }
}

function noMaps({ start, end }: Token): SyntaxFault {
  return new SyntaxFault({
    start,
    end,
    rule: 'syntax',
    message: {
      en: 'maps in { } are not part of the language; lists are written in [ ]',
      'zh-CN': '不支持用 { } 书写映射；列表用 [ ] 书写',
    },
  })
}

function reserved(name: string, range: { start: number; end: number }): SyntaxFault {
  return new SyntaxFault({
    ...range,
    rule: 'reservedName',
    suggestion: `record.${name}`,
    message: {
      en: `'${name}' is a reserved word; a field of that name is written record.${name}`,
      'zh-CN': `“${name}”是保留字；同名字段请写成 record.${name}`,
    },
  })
}
