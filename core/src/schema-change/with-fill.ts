import { type RawBuilder, sql } from 'kysely'
import { isCodeColumn } from '../model/sql-names.ts'
import type { ColumnShape } from './table-shape.ts'

/** A required field's default stands for the values that have no counterpart. */
export function withFill(
  value: RawBuilder<unknown>,
  shapes: readonly ColumnShape[],
  part: number,
): RawBuilder<unknown> {
  const { notNull, fill } = shapes.filter(({ name }) => !isCodeColumn(name))[part] ?? { notNull: false, fill: null }
  return notNull && fill !== null ? sql`coalesce(${value}, ${fill})` : value
}
