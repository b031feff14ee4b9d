import type { StageWhatIf } from '@tenon/sdk/contract/stage-what-if'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantTables } from '../../db/tenant-tables.ts'
import { readTimeZone } from '../../db/tenant-zones.ts'
import type { CompiledEntity, CompiledModel } from '../../model/compiled-model.ts'
import { toNames } from '../../model/names/name-map.ts'
import type { ModelChange } from '../model-change.ts'
import { titleOf } from '../sample-rows.ts'
import { nameStage } from '../stages/stage-name.ts'
import type { StageRule } from './stage-rule.ts'
import { stageRules } from './stage-rules.ts'

const SAMPLES = 20

interface WhatIf {
  before: CompiledModel
  changes: readonly ModelChange[]
}

/**
 * For each rule of a stage that a change brings or makes stricter: how many of the records that are in the stage now do
 * not keep to it, with some of them. It looks at all of them; the statement at hand ends when the request is cancelled.
 */
export async function findWhatIf(
  db: Kysely<TenantTables>,
  ctx: RequestContext,
  { before, changes }: WhatIf,
): Promise<StageWhatIf[]> {
  const found: StageWhatIf[] = []
  // It leads to records as they are called today.
  const names = toNames(before.document.names ?? {})
  const timeZone = changes.some(({ kind }) => kind === 'ChangePipeline') ? await readTimeZone(db) : 'UTC'
  for (const [step, change] of changes.entries()) {
    if (change.kind !== 'ChangePipeline') continue
    const [entity, pipeline] = [before.entities.get(change.entity.name), before.pipelines.get(change.pipeline.name)]
    if (entity === undefined || pipeline === undefined) continue
    const ground = { before, entity, later: change.entity, schema: ctx.tenant.schema, timeZone, now: new Date() }
    for (const rule of stageRules(ground, pipeline, change.pipeline)) {
      const place = { pipeline: pipeline.name, stage: rule.stage }
      const met = await meet(db, { schema: ctx.tenant.schema, entity, rule, ...place })
      const { kind, text } = rule
      found.push({
        step,
        entity: names.entity(entity.name),
        ...nameStage([change.entity, entity], place),
        kind,
        text,
        ...met,
      })
    }
  }
  return found
}

interface Question {
  schema: string
  entity: CompiledEntity
  pipeline: string
  stage: string
  rule: StageRule
}

type Met = Pick<StageWhatIf, 'records' | 'failing' | 'reason' | 'samples'>

async function meet(db: Kysely<TenantTables>, { schema, entity, pipeline, stage, rule }: Question): Promise<Met> {
  const { check } = rule
  const inStage = sql`${sql.id(schema, entity.table)} r where r.deleted_at is null
    and r.pipeline = ${pipeline}::text and r.stage = ${stage}::text`
  const failing = check.kind === 'records' ? check.failing : sql`false`
  const { records, count } = await counted(db, inStage, failing)
  if (check.kind === 'unknown') return { records, failing: null, reason: check.reason, samples: [] }
  if (check.kind === 'limit') return { records, failing: Math.max(0, records - check.most), reason: null, samples: [] }
  if (count === 0) return { records, failing: 0, reason: null, samples: [] }
  const { rows } = await sql<{ id: string; title: string | null }>`
    select r.id, ${titleOf(entity)} as title from ${inStage} and (${check.failing}) limit ${sql.lit(SAMPLES)}`.execute(
    db,
  )
  return { records, failing: count, reason: null, samples: rows }
}

async function counted(db: Kysely<TenantTables>, inStage: RawBuilder<unknown>, failing: RawBuilder<unknown>) {
  const { rows } = await sql<{ records: number; count: number }>`
    select count(*)::int as records, (count(*) filter (where ${failing}))::int as count from ${inStage}`.execute(db)
  return rows[0] ?? { records: 0, count: 0 }
}
