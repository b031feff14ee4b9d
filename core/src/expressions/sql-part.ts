import type { Value } from '@tenon/sdk/expression/value'
import { type RawBuilder, sql } from 'kysely'
import { SqlRefusal } from './sql-refusal.ts'

/** A piece of SQL, and what must be known to put pieces together. */
export interface SqlPart {
  readonly sql: RawBuilder<unknown>
  /** Number of pieces in it, repeated ones counted each time. */
  readonly size: number
  /** A column or bound value, which may be repeated for nothing. */
  readonly simple: boolean
  /** Of a text: most characters that it can have. */
  readonly maxLength?: number
  /** The column is a uuid, to be read as text. */
  readonly uuid?: boolean
  /** The column of a field, which may have an index that comparisons should be able to use. */
  readonly stored?: boolean
  /** The value that is bound. */
  readonly constant?: Value
}

/** Larger than anybody writes; repeated pieces could otherwise double at every level. */
const MAX_SIZE = 5_000

/** Puts pieces together: `part\`${left} + ${right}\``. @throws SqlRefusal where the statement would become too large */
export function part(texts: TemplateStringsArray, ...parts: readonly SqlPart[]): SqlPart {
  const size = parts.reduce((sum, { size: inner }) => sum + inner, 1)
  if (size > MAX_SIZE) throw new SqlRefusal(TOO_LARGE)
  return { sql: sql(texts, ...parts.map((inner) => inner.sql)), size, simple: false }
}

const TOO_LARGE = {
  en: 'the expression becomes too large a query; store parts of it in fields of their own',
  'zh-CN': '表达式生成的查询过大，请将其中一部分存为单独的字段',
}

/** SQL that is always the same. */
export function fixed(text: string): SqlPart {
  return { sql: sql.raw(text), size: 1, simple: false }
}

export function column(alias: string, name: string): SqlPart {
  return { sql: sql.ref(`${alias}.${name}`), size: 1, simple: true }
}

export function name(text: string): SqlPart {
  return { sql: sql.id(text), size: 1, simple: true }
}

/** A bound value of a PostgreSQL type. */
export function bound(value: unknown, type: string): SqlPart {
  return { sql: sql`cast(${value} as ${sql.raw(type)})`, size: 1, simple: true }
}

export function joined(parts: readonly SqlPart[], separator: string): SqlPart {
  const size = parts.reduce((sum, { size: inner }) => sum + inner, 1)
  if (size > MAX_SIZE) throw new SqlRefusal(TOO_LARGE)
  return {
    sql: sql.join(
      parts.map((inner) => inner.sql),
      sql.raw(separator),
    ),
    size,
    simple: false,
  }
}
