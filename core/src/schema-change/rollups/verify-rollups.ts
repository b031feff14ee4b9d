import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { countRollup, declaredRollups, type KeptRollup } from './count-rollups.ts'
import { countedFigures } from './counted-figures.ts'
import { FIGURE_COLUMNS } from './rollup-figures.ts'

export interface RollupState {
  /** Entity and name, such as `deal.byStage`. */
  name: string
  /** `pending`: not counted yet, so that nothing is answered from it; `missing`: its table does not keep it. */
  state: 'exact' | 'differs' | 'pending' | 'missing'
  /** Figures that are not what the rows give, and of how many. */
  wrong: number
  figures: number
  /** Notes of writes that are not in the totals yet. */
  unfolded: number
}

/** Holds each rollup of a tenant against the rows, in one statement and so at one moment; writers go on meanwhile. */
export async function verifyRollups(database: Database, schema: string): Promise<RollupState[]> {
  const states: RollupState[] = []
  for (const kept of await declaredRollups(database.tenant(schema)))
    states.push(await verifyOne(database, schema, kept))
  return states
}

async function verifyOne(database: Database, schema: string, kept: KeptRollup): Promise<RollupState> {
  const { id, entity, rollup, timeZone } = kept
  const counted = countedFigures({ entity, rollup, timeZone, table: sql`${sql.id(schema, entity.table)}` })
  const own = (table: string) => sql`select ${FIGURE_COLUMNS} from ${sql.id(schema, table)} where rollup = ${id}`
  const { rows: found } = await sql<Omit<RollupState, 'name' | 'state'> & { filled: boolean | null }>`
    with real as (${counted}),
    kept as (
      select part, currency, keys, sum(records) as records, sum(filled) as filled, sum(amount) as amount
      from (${own('_rollup_total')} union all ${own('_rollup_delta')}) t group by part, currency, keys
      having sum(records) <> 0 or sum(filled) <> 0 or sum(amount) <> 0
    )
    select count(*) filter (where (r.records, r.filled, r.amount) is distinct from (k.records, k.filled, k.amount))::int as wrong,
      count(*)::int as figures,
      (select count(*)::int from ${sql.id(schema, '_rollup_delta')} where rollup = ${id}) as unfolded,
      (select filled_at is not null from ${sql.id(schema, '_rollup')} where id = ${id}) as filled
    from real r full join kept k on r.part = k.part and r.currency = k.currency and r.keys = k.keys`.execute(
    database.tenant(schema),
  )
  const { filled = null, wrong = 0, figures = 0, unfolded = 0 } = found[0] ?? {}
  const name = `${entity.name}.${rollup.name}`
  const state = filled === null ? 'missing' : !filled ? 'pending' : wrong > 0 ? 'differs' : 'exact'
  return { name, state, wrong, figures, unfolded }
}

/** Counts all rollups of a tenant anew; resolves to the names of those that were, and of those that their tables do not keep. */
export async function rebuildRollups(
  database: Database,
  schema: string,
): Promise<{ done: string[]; missing: string[] }> {
  const [done, missing]: [string[], string[]] = [[], []]
  for (const kept of await declaredRollups(database.tenant(schema))) {
    const name = `${kept.entity.name}.${kept.rollup.name}`
    const list = (await countRollup(database, schema, { kept, ifPending: false })) ? done : missing
    list.push(name)
  }
  return { done, missing }
}
