import { type RawBuilder, sql } from 'kysely'
import { type EntityAccess, isMasked } from '../access/entity-access.ts'

/** `$masked`: which of these fields the record does not tell because they are sensitive, filled or not. */
export function maskedColumn(access: EntityAccess, names: readonly string[]): RawBuilder<unknown>[] {
  const masked = names.filter((name) => isMasked(access, name))
  return masked.length === 0 ? [] : [sql`${JSON.stringify(masked)}::jsonb as ${sql.id('$masked')}`]
}
