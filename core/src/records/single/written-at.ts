import { type RawBuilder, sql } from 'kysely'
import { COMMON_QUERY_FIELDS } from '../common-query-fields.ts'

/** When the row at the alias was last written, as records tell it. */
export function writtenAt(alias: string): RawBuilder<unknown> {
  return COMMON_QUERY_FIELDS.get('updatedAt')?.selectJson(alias) ?? sql`null`
}
