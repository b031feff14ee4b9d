import { type RawBuilder, sql } from 'kysely'
import type { RelatedGround } from './filter-ground.ts'

/** Whether the row has such a record for which the condition holds. */
export function someRelated(related: RelatedGround, condition: RawBuilder<boolean>): RawBuilder<boolean> {
  const { rows, link, key } = related
  if (isOnce(related)) return related.within(sql`select ${key} ${rows} and ${condition} offset 0`)
  return sql<boolean>`exists (select 1 ${rows} and ${link} and ${condition})`
}

/**
 * Several records of each of several records: looked up row by row they would be as many as all of these multiplied,
 * level by level. So the keys of all that fulfil the condition are worked out once for the statement; `offset 0` and
 * `is true` keep PostgreSQL from turning that into nested loops again.
 */
export function isOnce({ several, nested }: RelatedGround): boolean {
  return several && nested
}
