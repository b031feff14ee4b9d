import { type RawBuilder, sql } from 'kysely'

/**
 * A text by which values that differ by capitals alone are the same, of any script and whatever the database's own
 * collation is: ICU's root collation, which every PostgreSQL has. By way of capitals, since some letters have one capital
 * and two small forms (σ, ς) and others a capital of two letters (ß). Chinese stays as it is.
 */
export function caseFoldSql(text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`lower(upper(${text} collate pg_catalog."und-x-icu"))`
}
