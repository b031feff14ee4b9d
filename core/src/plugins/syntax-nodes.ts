export interface SyntaxNode {
  type: string
  /** Character at which it begins. */
  start: number
}

/** A parsed program's nodes, each before what is in it. */
export function* syntaxNodes(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string' && 'start' in value) yield value as SyntaxNode
  for (const inner of Object.values(value)) yield* syntaxNodes(inner)
}
