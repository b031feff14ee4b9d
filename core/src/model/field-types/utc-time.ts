import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'

const MILLISECONDS = 3

/**
 * A point in time as its column is read outside PostgreSQL, which takes three times as long to write it with
 * milliseconds and a zone as to write it in its own way. As JSON, which knows no settings of the session.
 */
export function utcTimeParts(alias: string, column: string): RawBuilder<unknown>[] {
  return [sql`to_json(${sql.ref(`${alias}.${column}`)} at time zone 'UTC')`]
}

/** `2026-03-31T08:00:00.5` is `2026-03-31T08:00:00.500Z`; what is finer than milliseconds is cut off. */
export function readUtcTime([text]: readonly JsonValue[]): JsonValue {
  if (typeof text !== 'string') return null
  const point = text.indexOf('.')
  if (point < 0) return `${text}.000Z`
  return `${text.slice(0, point + 1 + MILLISECONDS).padEnd(point + 1 + MILLISECONDS, '0')}Z`
}
