import { type RawBuilder, sql } from 'kysely'
import type { Queryable } from './queryable.ts'

interface Planned {
  'QUERY PLAN': string | ReadonlyArray<{ Plan: { 'Plan Rows': number } }>
}

/** How many rows PostgreSQL's planner expects, from its statistics; nothing is read. */
export async function estimateRows(
  db: Queryable,
  { table, matching }: { table: RawBuilder<unknown>; matching: RawBuilder<boolean> },
): Promise<number> {
  const { rows } = await sql<Planned>`explain (format json) select 1 from ${table} r where ${matching}`.execute(db)
  const plan = rows[0]?.['QUERY PLAN'] ?? []
  const [first] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as Exclude<typeof plan, string>
  return Math.round(first?.Plan['Plan Rows'] ?? 0)
}
