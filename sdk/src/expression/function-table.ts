import { type ExpressionType, listOf, TYPE } from './expression-type.ts'
import { SIGNATURES, type Signature } from './signatures.ts'

/** Parameters that must be literals, and the type that they are written in. */
const LITERAL_TYPE = {
  pattern: TYPE.string,
  zone: TYPE.string,
  period: TYPE.string,
  separator: TYPE.string,
  digits: TYPE.int,
} as const
export type LiteralParameter = keyof typeof LITERAL_TYPE

/** `T` any type, `C` any type with an order; the same one wherever it stands in a signature. */
export type TypePattern =
  | { readonly kind: 'type'; readonly type: ExpressionType; readonly literal?: LiteralParameter }
  | { readonly kind: 'any'; readonly ordered: boolean }
  | { readonly kind: 'listOf'; readonly of: TypePattern }

/** How a function is written: between its operands, `name(a)`, `a.name(b)`, `a.name`, or `a[b]`. */
export type CallStyle = 'operator' | 'global' | 'method' | 'property' | 'index'

export interface FunctionEntry {
  readonly signature: Signature
  readonly style: CallStyle
  readonly name: string
  /** The receiver of a method first. */
  readonly parameters: readonly TypePattern[]
  readonly result: TypePattern
}

const OPERATOR = /^(\S+) ([-+*/%]) (\S+): (\S+)$/
const SIGN = /^- (\S+): (\S+)$/
const INDEX = /^(\S+)\[(\w+)\]: (\S+)$/
const PROPERTY = /^(\w+)\.(\w+): (\S+)$/
const CALL = /^(?:(\S+)\.)?(\w+)\((.*)\): (\S+)$/

function parseSignature(signature: Signature): FunctionEntry {
  const entry = (style: CallStyle, name: string, types: string[]): FunctionEntry => {
    const patterns = types.map(parsePattern)
    const result = patterns.pop() ?? parsePattern('unknown')
    return { signature, style, name, parameters: patterns, result }
  }
  const [, left, operator, right, result = ''] = OPERATOR.exec(signature) ?? []
  if (left !== undefined && right !== undefined) return entry('operator', operator ?? '', [left, right, result])
  const sign = SIGN.exec(signature)
  if (sign !== null) return entry('operator', '-', sign.slice(1))
  const index = INDEX.exec(signature)
  if (index !== null) return entry('index', '[]', index.slice(1))
  const property = PROPERTY.exec(signature)
  if (property !== null) return entry('property', property[2] ?? '', [property[1] ?? '', property[3] ?? ''])
  const [, receiver, name = '', parameters = '', answer = ''] = CALL.exec(signature) ?? []
  const given = parameters === '' ? [] : parameters.split(', ')
  if (receiver === undefined) return entry('global', name, [...given, answer])
  return entry('method', name, [receiver, ...given, answer])
}

function parsePattern(text: string): TypePattern {
  if (text === 'T' || text === 'C') return { kind: 'any', ordered: text === 'C' }
  if (text.startsWith('list<')) return { kind: 'listOf', of: parsePattern(text.slice(5, -1)) }
  if (Object.hasOwn(LITERAL_TYPE, text)) {
    const literal = text as LiteralParameter
    return { kind: 'type', type: LITERAL_TYPE[literal], literal }
  }
  return { kind: 'type', type: TYPE[text as keyof typeof TYPE] }
}

/** The type that a pattern stands for, once `T` is known. */
export function patternType(pattern: TypePattern, any: ExpressionType): ExpressionType {
  if (pattern.kind === 'any') return any
  return pattern.kind === 'listOf' ? listOf(patternType(pattern.of, any)) : pattern.type
}

const byName = new Map<string, FunctionEntry[]>()
for (const signature of SIGNATURES) {
  const entry = parseSignature(signature)
  const key = `${entry.style} ${entry.name}`
  byName.set(key, [...(byName.get(key) ?? []), entry])
}

/** All that is written with this name in this style. */
export function functionsNamed(style: CallStyle, name: string): readonly FunctionEntry[] {
  return byName.get(`${style} ${name}`) ?? []
}

/** Names in a style, for suggestions. */
export function functionNames(style: CallStyle): string[] {
  return [...byName.keys()].flatMap((key) => (key.startsWith(`${style} `) ? [key.slice(style.length + 1)] : []))
}
