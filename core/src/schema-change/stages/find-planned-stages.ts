import type { PlannedStages, StagePlace, StageTarget } from '@tenon/sdk/contract/stage-mapping'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../../db/tenant-tables.ts'
import type { CompiledEntity } from '../../model/compiled-model.ts'
import { countStages } from './count-stages.ts'
import { countReturning, type ReturningCount } from './returning-records.ts'
import { hasStage, nameStage } from './stage-name.ts'
import type { StageTable } from './stage-tables.ts'

/** Records whose stage the new model does not have, and those that an earlier publish moved out of one that comes back. */
export async function findPlannedStages(
  db: Kysely<TenantTables>,
  tables: readonly StageTable[],
  when: 'working' | 'final' = 'working',
): Promise<PlannedStages> {
  const stages: PlannedStages = { stranded: [], returning: [] }
  for (const table of tables) {
    const { before, after } = table
    const comeBack = stagesOf(after).filter((place) => !hasStage(before, place))
    const returning = await countReturning(db, table[when], { entity: after.name, stages: comeBack })
    const counts = await countStages(db, table[when], (place) => hasStage(after, place))
    const about = { entity: after.name, entityLabel: after.schema.label }
    stages.returning.push(
      ...gathered(returning).map(({ from, live, deleted }) => ({
        ...about,
        ...nameStage([after], from),
        live,
        deleted,
      })),
    )
    stages.stranded.push(
      ...counts.map(({ live, deleted, ...place }) => ({
        ...about,
        ...nameStage([before, after], place),
        live,
        deleted,
        reason: hasStage(before, place) ? ('removed' as const) : ('missing' as const),
        returning: sumOf(returning.filter(({ now }) => now?.pipeline === place.pipeline && now.stage === place.stage)),
        targets: targetsIn(after),
        mayLeave: after.pipelines.length === 0,
      })),
    )
  }
  return stages
}

export function stagesOf(entity: CompiledEntity): StagePlace[] {
  return entity.pipelines.flatMap(({ name, stages }) => [...stages.keys()].map((stage) => ({ pipeline: name, stage })))
}

function targetsIn(entity: CompiledEntity): StageTarget[] {
  return entity.pipelines.flatMap(({ name, stages }) =>
    [...stages.values()].map((stage) => ({
      ...nameStage([entity], { pipeline: name, stage: stage.name }),
      category: stage.category,
    })),
  )
}

/** One count per stage that they return to, wherever they are. */
function gathered(counts: readonly ReturningCount[]): ReturningCount[] {
  const sums = new Map<string, ReturningCount>()
  for (const count of counts) {
    const key = `${count.from.pipeline}/${count.from.stage}`
    const known = sums.get(key)
    const { live = 0, deleted = 0 } = known ?? {}
    sums.set(key, { ...count, live: live + count.live, deleted: deleted + count.deleted })
  }
  return [...sums.values()]
}

function sumOf(counts: readonly ReturningCount[]): number {
  return counts.reduce((sum, { live, deleted }) => sum + live + deleted, 0)
}
