import type { Decimal } from './decimal.ts'
import type { TextRange } from './expression-problem.ts'

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%'
export type UnaryOperator = '!' | '-'

/** A literal with the value it stands for; the kind is also the name of its type. */
export type Literal =
  | { readonly kind: 'null'; readonly value: null }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'decimal'; readonly value: Decimal }
  | { readonly kind: 'double'; readonly value: number }

interface SyntaxParts {
  literal: { readonly literal: Literal }
  name: { readonly name: string }
  /** `target.name`; `nameStart` is where the name begins. */
  select: { readonly target: SyntaxNode; readonly name: string; readonly nameStart: number }
  index: { readonly target: SyntaxNode; readonly index: SyntaxNode }
  /** `name(arguments)`, or `target.name(arguments)`. */
  call: {
    readonly target: SyntaxNode | null
    readonly name: string
    readonly nameStart: number
    readonly arguments: readonly SyntaxNode[]
  }
  list: { readonly items: readonly SyntaxNode[] }
  unary: { readonly operator: UnaryOperator; readonly operand: SyntaxNode }
  binary: { readonly operator: BinaryOperator; readonly left: SyntaxNode; readonly right: SyntaxNode }
  conditional: { readonly condition: SyntaxNode; readonly whenTrue: SyntaxNode; readonly whenFalse: SyntaxNode }
}

/** A parsed expression: what is written, before any name is looked up. Brackets are not part of the range. */
export type SyntaxNode = {
  [K in keyof SyntaxParts]: { readonly kind: K } & SyntaxParts[K] & TextRange
}[keyof SyntaxParts]

export type SyntaxNodeOf<K extends SyntaxNode['kind']> = Extract<SyntaxNode, { kind: K }>
