import type { ExpressionType } from './expression-type.ts'

/** What an expression can speak of. Whoever owns the model implements it; nothing here knows how fields are stored. */
export interface ExpressionEnvironment {
  /** Entity whose fields the names of the expression are. */
  readonly entity: string
  /**
   * The type of a field, or undefined where the entity has none of that name. A reference is a record of its target;
   * a collection of child records is a list of them. Every entity has `id`, a string. Names come from authors:
   * an object as a table would answer for `constructor`, too.
   */
  fieldType(entity: string, field: string): ExpressionType | undefined
  /** All names that `fieldType` knows, for suggestions. */
  fieldNames(entity: string): Iterable<string>
  /** Whether the values before the change are known, as `old`: in rules about a write. Otherwise `old` is refused. */
  readonly hasOld?: boolean
}

/** The fields of `actor`, whoever acts. */
export const ACTOR_ENTITY = '$actor'
