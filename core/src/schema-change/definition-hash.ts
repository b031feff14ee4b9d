import { shortHash } from './object-name.ts'
import type { ColumnShape, TableShape } from './table-shape.ts'

/** Tells columns that an interrupted publish left from others; the fill is part of it, since rows have it already. */
export function columnHash({ name, type, notNull, fill }: ColumnShape): string {
  return shortHash(JSON.stringify([name, type, notNull, fill?.toOperationNode() ?? null]))
}

/** The same for a column that is filled from others: how is part of it. */
export function copyHash(shape: ColumnShape, { hash }: { hash: string }): string {
  return shortHash(`${columnHash(shape)} ${hash}`)
}

/** The same for a table. */
export function tableHash({ columns }: TableShape): string {
  return shortHash(columns.map(columnHash).join())
}
