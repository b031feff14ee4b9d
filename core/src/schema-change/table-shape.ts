import type { MatchKind } from '@tenon/sdk/contract/entity-schema'
import type { RawBuilder } from 'kysely'
import type { SearchForm } from '../model/compiled-model.ts'

/** The table that an entity should have. */
export interface TableShape {
  readonly columns: readonly ColumnShape[]
  readonly constraints: readonly ConstraintShape[]
  readonly indexes: readonly IndexShape[]
}

/** Which part of the entity a column, constraint or index is there for: a field's id, or one of Tenon's own parts. */
export type ShapeOwner =
  | { readonly field: string }
  | {
      readonly part:
        | 'common'
        | 'pipeline'
        | 'stages'
        | 'uniqueTogether'
        | 'search'
        | 'tags'
        | 'owner'
        | 'duplicates'
        | 'rollups'
    }

export interface ColumnShape {
  readonly owner: ShapeOwner
  /** Position among the field's columns. */
  readonly part: number
  readonly name: string
  /** As format_type() prints it. */
  readonly type: string
  readonly notNull: boolean
  /** Literal given to rows that exist when the column becomes required. */
  readonly fill: RawBuilder<unknown> | null
  /** Default that the column keeps, for Tenon's own columns. */
  readonly keptDefault: RawBuilder<unknown> | null
}

export interface ConstraintShape {
  readonly owner: ShapeOwner
  readonly kind: 'foreignKey' | 'check'
  readonly name: string
  readonly column: string
  /** Entity or system table that a foreign key points at. */
  readonly target: { readonly entity: string } | { readonly table: string } | null
  /** For CHECK: the expression; for a foreign key: what happens on delete. */
  readonly detail: string
}

export interface IndexShape {
  readonly owner: ShapeOwner
  readonly name: string
  /** Of the index in its place in tables that an older server has made. */
  readonly formerName?: string
  readonly unique: boolean
  readonly method: 'btree' | 'gin'
  readonly keys: readonly string[]
  /** Those of the keys in which capitals make no difference. */
  readonly foldedKeys: readonly string[]
  /** Only rows that are not deleted. */
  readonly liveOnly: boolean
  /** Only rows in which the first key has a value. */
  readonly filledOnly?: boolean
  /** Of the index by which texts are searched: how each of the keys becomes text. */
  readonly searchForms?: readonly SearchForm[]
  /** Of an index over the beginnings of texts: how the key becomes text. */
  readonly startForm?: SearchForm
  /** Of an index by which duplicates are found: how the key is compared. */
  readonly matchBy?: MatchKind
}
