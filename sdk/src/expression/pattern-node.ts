import type { CodeRange } from './code-range.ts'

export type PatternNode =
  | { readonly kind: 'set'; readonly ranges: readonly CodeRange[] }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  /** `max` null for no upper bound. */
  | { readonly kind: 'repeat'; readonly item: PatternNode; readonly min: number; readonly max: number | null }
