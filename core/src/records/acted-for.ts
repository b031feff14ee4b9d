import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess, EntityAction } from '../access/entity-access.ts'
import { rulePredicate } from './row-predicate.ts'

/**
 * For whom somebody who stands in for others does this to the row at the alias, such as `user:0190…`: null where the own rights
 * are enough. No SQL at all for somebody who stands in for nobody.
 */
export function actedFor(
  access: EntityAccess,
  { action, alias }: { action: EntityAction; alias: string },
): RawBuilder<string | null> | null {
  const { standIn } = access
  if (standIn === null) return null
  const ways = standIn.absent.map(
    ({ reference, rows }) => sql`when ${rulePredicate(access, rows(action), alias)} then ${reference}::text`,
  )
  return sql<
    string | null
  >`case when ${rulePredicate(access, standIn.own(action), alias)} then null ${sql.join(ways, sql` `)} end`
}
