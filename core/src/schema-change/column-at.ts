import type { RawBuilder } from 'kysely'

/** Names a column of the row: bare, or as a trigger knows it. */
export type ColumnAt = (name: string) => RawBuilder<unknown>
