import type { CheckedExpression } from '@tenon/sdk/expression/check-expression'
import type { ExpressionContext } from '@tenon/sdk/expression/expression-context'
import type { RawBuilder, SqlBool } from 'kysely'

/** How a field lies in the database. Names are those of columns, unquoted. */
export type SqlField =
  /** A column of the type's own: see the table of types. `maxLength` in characters, where a text has one. */
  | {
      readonly kind: 'column'
      readonly column: string
      readonly maxLength?: number
      /** Of a point in time: finer than the milliseconds that expressions know, and to be cut to them. */
      readonly milliseconds?: boolean
    }
  /** JSON, or a text (`isText`) that JSON holds, made of the columns of a row under an alias. */
  | {
      readonly kind: 'composed'
      readonly json: (alias: string) => RawBuilder<unknown>
      readonly isText: boolean
    }
  /** A uuid or a list of them, which expressions see as text. */
  | { readonly kind: 'uuid'; readonly column: string }
  | { readonly kind: 'money'; readonly amount: string; readonly currency: string }
  /** The id of a record of the field's entity. */
  | { readonly kind: 'reference'; readonly column: string }
  /** The records whose `column` names this one. */
  | { readonly kind: 'children'; readonly column: string }
  /** No column: worked out of the record's other fields. */
  | { readonly kind: 'derived'; readonly expression: CheckedExpression }

export interface SqlEntity {
  /** The table, quoted and with its schema. */
  readonly table: RawBuilder<unknown>
  readonly idColumn: string
  /** Column that is not null in deleted rows, which no expression sees; null where rows are never deleted. */
  readonly deletedColumn: string | null
  /** Rows that may be looked at, under an alias; missing: all. To whoever may not see a record it is as if it were not there. */
  visible?(alias: string): RawBuilder<SqlBool>
  field(name: string): SqlField | undefined
}

/** What the SQL of an expression stands on. */
export interface SqlEnvironment {
  /** Alias under which the statement reads the record's table. */
  readonly alias: string
  /** What its own aliases begin with, where the statement around has such of another expression. */
  readonly aliasPrefix?: string
  entity(name: string): SqlEntity
  readonly context: ExpressionContext
}
