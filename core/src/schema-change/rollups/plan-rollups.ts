import { sql } from 'kysely'
import { rollupId, rollupZone } from '../../model/rollup-id.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from '../planned-statement.ts'
import type { TableTask } from '../table-task.ts'
import { fillRollups, forgetRollups } from './fill-rollups.ts'
import { createRollupTrigger, dropRollupTriggers, hasTrigger, rollupTrigger } from './rollup-trigger.ts'
import { ROLLUPS_CHANNEL } from './rollups-channel.ts'

/**
 * Triggers that note what changes, and the rollups that they note it for: begun anew where anything about them differs. Triggers of before
 * go ahead of the columns that they look at. Of a small table the records are counted at once, of a large one after the publish: until
 * then figures are worked out as without a rollup.
 */
export function planRollups(task: TableTask): PlannedStatement[] {
  const { entity, state, table, working, final, large } = task
  const { schema, timeZone } = state
  const trigger = rollupTrigger({ schema, entity, timeZone })
  if (table === null ? trigger === null : hasTrigger(table, trigger)) return []
  const statement = forOwner(partKey(entity.name, { part: 'rollups' }))
  const drops = table === null ? [] : dropRollupTriggers(working, table)
  const keeps = [
    ...forgetRollups(schema, entity.table),
    ...(trigger === null ? [] : [...createRollupTrigger(final, trigger), begin(task)]),
    ...(trigger === null || large ? [] : fillRollups({ ...fillingOf(task), table: final.table })),
    sql`select pg_notify(${sql.lit(ROLLUPS_CHANNEL)}, ${sql.lit(schema)})`,
  ]
  return [
    ...drops.map((query) =>
      statement(query, { phase: 'final', rank: RANKS.stopCounting, lock: 'ACCESS EXCLUSIVE' as const }),
    ),
    ...keeps.map((query) =>
      statement(query, { phase: 'final', rank: RANKS.keepCounting, lock: 'SHARE ROW EXCLUSIVE' as const }),
    ),
  ]
}

function fillingOf({ entity, state: { schema, timeZone } }: TableTask) {
  const { rollups } = entity
  return { schema, entity, rollups, timeZone, ids: rollups.map((rollup) => rollupId(entity, rollup, timeZone)) }
}

function begin({ entity, state: { schema, timeZone } }: TableTask) {
  const rows = entity.rollups.map((rollup) => {
    const zone = rollupZone(rollup, timeZone)
    const values = [rollupId(entity, rollup, timeZone), entity.table, rollup.name, zone]
    return sql`(${sql.join(values.map((value) => sql.lit(value)))})`
  })
  return sql`insert into ${sql.id(schema, '_rollup')} (id, table_name, name, time_zone) values ${sql.join(rows)}`
}
