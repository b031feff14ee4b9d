const SCALAR_KINDS = [
  'null',
  'bool',
  'string',
  'int',
  'decimal',
  'double',
  'money',
  'date',
  'dateTime',
  'time',
  'duration',
  'dyn',
  'unknown',
] as const
export type ScalarKind = (typeof SCALAR_KINDS)[number]

/**
 * What an expression gives. Every type includes the missing value, null.
 * `choice` is a text out of known options, `dyn` is JSON of unknown shape, `record` a record of a named entity;
 * `unknown` stands for a part that a problem was already found in, and fits everywhere.
 */
export type ExpressionType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'list'; readonly of: ExpressionType }
  | { readonly kind: 'record'; readonly entity: string }

/** The type of that name; one object per kind. */
export const TYPE = Object.freeze(
  Object.fromEntries(SCALAR_KINDS.map((kind) => [kind, Object.freeze({ kind })])),
) as Readonly<Record<ScalarKind, { readonly kind: ScalarKind }>>

export function listOf(of: ExpressionType): ExpressionType {
  return { kind: 'list', of }
}

/** The type as authors read it: `list<decimal>`, `record<account>`, `choice`. */
export function typeName(type: ExpressionType): string {
  if (type.kind === 'list') return `list<${typeName(type.of)}>`
  if (type.kind === 'record') return `record<${type.entity}>`
  return type.kind
}

const NUMBER_RANK: Partial<Record<ExpressionType['kind'], number>> = { int: 1, decimal: 2, double: 3 }

/** The narrowest type that values of both can be read as, or null: int and decimal give decimal. */
export function commonType(left: ExpressionType, right: ExpressionType): ExpressionType | null {
  if (left.kind === 'null' || left.kind === 'unknown') return right
  if (right.kind === 'null' || right.kind === 'unknown') return left
  const [leftRank, rightRank] = [NUMBER_RANK[left.kind], NUMBER_RANK[right.kind]]
  if (leftRank !== undefined && rightRank !== undefined) return leftRank >= rightRank ? left : right
  if (isText(left) && isText(right)) return commonText(left, right)
  if (left.kind === 'list' && right.kind === 'list') {
    const of = commonType(left.of, right.of)
    return of === null ? null : listOf(of)
  }
  if (left.kind === 'record' && right.kind === 'record') return left.entity === right.entity ? left : null
  return left.kind === right.kind ? left : null
}

function commonText(left: ExpressionType, right: ExpressionType): ExpressionType {
  const same = left.kind === 'choice' && right.kind === 'choice' && left.options.join() === right.options.join()
  return same ? left : TYPE.string
}

/** A text: free, or one of a choice's options. */
export function isText(type: ExpressionType): boolean {
  return type.kind === 'string' || type.kind === 'choice'
}

/**
 * How far a value of one type must be changed to be read as another: 0 for not at all, null for not possible.
 * Numbers widen from int over decimal to double; a choice is a text; JSON may be a list of JSON.
 */
export function conversionCost(from: ExpressionType, to: ExpressionType): number | null {
  if (from.kind === 'null' || from.kind === 'unknown' || to.kind === 'unknown') return 0
  const [fromRank, toRank] = [NUMBER_RANK[from.kind], NUMBER_RANK[to.kind]]
  if (fromRank !== undefined && toRank !== undefined) return toRank >= fromRank ? toRank - fromRank : null
  if (from.kind === 'choice' && to.kind === 'string') return 1
  if (from.kind === 'choice' && to.kind === 'choice') return 0
  if (from.kind === 'list' && to.kind === 'list') return conversionCost(from.of, to.of)
  if (from.kind === 'record' && to.kind === 'record') return from.entity === to.entity ? 0 : null
  if (from.kind === 'dyn' && to.kind === 'list') return to.of.kind === 'dyn' ? 3 : null
  return from.kind === to.kind ? 0 : null
}
