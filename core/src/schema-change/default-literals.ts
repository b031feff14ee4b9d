import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../model/compiled-model.ts'

/**
 * The field's default as SQL literals, one per column; empty where it has none.
 * Literals, not bound values: they stand in DDL, and in the text that an admin reads.
 */
export function defaultLiterals(field: CompiledField): RawBuilder<unknown>[] {
  const value = field.schema.default
  if (value === undefined || value === null) return []
  const stored = field.toColumns(value)
  return field.columns.map((column) => literal(stored[column.name], column.type))
}

function literal(value: unknown, type: string): RawBuilder<unknown> {
  const cast = sql.raw(type)
  if (value === null || value === undefined) return sql`null::${cast}`
  if (Array.isArray(value) && type.endsWith('[]')) {
    const items = value.map((item) => sql.lit(String(item)))
    return sql`array[${sql.join(items)}]::${cast}`
  }
  return sql`${sql.lit(textOf(value))}::${cast}`
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
