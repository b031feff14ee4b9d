import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { PlannedStages, StageMapping } from '@tenon/sdk/contract/stage-mapping'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity } from '../model/sample-model.ts'
import { openPublishingTenant, type PublishingTenant } from './publishing-tenant.ts'

const stages = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 })
const pipeline = (name: string) =>
  fc.option(fc.record({ stages, entity: fc.constantFrom('deal', 'deal', 'deal', 'case') })).map((made) =>
    made === null
      ? []
      : [
          {
            ...{ name, entity: made.entity, label: { en: name } },
            stages: made.stages.map((stage) => ({ name: stage, label: { en: stage }, category: 'open' as const })),
          },
        ],
  )
const pipelines = fc
  .tuple(pipeline('one'), pipeline('two'), pipeline('three'))
  .map((all): PipelineSchema[] => all.flat())
const edits = fc.array(fc.record({ pipelines, seed: fc.nat(1_000), bringBack: fc.boolean() }), {
  minLength: 1,
  maxLength: 4,
})

const model = (of: PipelineSchema[]) => ({ entities: [entity('deal', {}), entity('case', {})], pipelines: of })

/** An answer for each stage, chosen by a number. */
function answerTo({ stranded }: PlannedStages, seed: number): StageMapping[] {
  return stranded.map(({ entity: of, pipeline: from, stage, targets }, at) => {
    const target = targets[(seed + at) % Math.max(1, targets.length)]
    const to = target === undefined ? null : { pipeline: target.pipeline, stage: target.stage }
    return { entity: of, pipeline: from, stage, to }
  })
}

describe.each(DATABASE_KINDS)('any edits of pipelines on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function fill({ query, schema }: PublishingTenant, of: readonly PipelineSchema[]): Promise<void> {
    for (const { entity: table, name, stages: all } of of) {
      for (const { name: stage } of all) {
        await query(sql`insert into ${sql.id(schema, table)} (id, name, pipeline, stage, stage_entered_at, deleted_at)
          select gen_random_uuid(), 'x', ${name}::text, ${stage}::text, now(), case when n = 2 then now() end
          from generate_series(1, 2) n`)
      }
    }
  }

  /** Records in a stage that the model does not have. */
  async function hanging({ query, schema }: PublishingTenant, of: readonly PipelineSchema[]): Promise<unknown[]> {
    const known = of.flatMap(({ entity: table, name, stages: all }) =>
      all.map((stage) => `${table}.${name}.${stage.name}`),
    )
    const found: unknown[] = []
    for (const table of ['deal', 'case']) {
      const columns = await query(sql`select 1 from information_schema.columns
        where table_schema = ${schema} and table_name = ${table} and column_name = 'stage'`)
      if (columns.length === 0) continue
      found.push(
        ...(await query(sql`select pipeline, stage from ${sql.id(schema, table)}
          where stage is not null and not (${table}::text || '.' || pipeline || '.' || stage = any(${known}::text[]))`)),
      )
    }
    return found
  }

  test('leave nobody in a stage that does not exist, and undoing them neither', async () => {
    const runs = kind === 'postgres' ? 12 : 4
    await fc.assert(
      fc.asyncProperty(pipelines, edits, async (first, steps) => {
        const tenant = await openPublishingTenant(database)
        await tenant.publish(model(first))
        const versions = [first]
        for (const { pipelines: next, seed, bringBack } of [...steps, ...steps.map(undone).reverse()]) {
          await fill(tenant, versions.at(-1) ?? [])
          const wanted = next ?? versions.at(-2) ?? first
          const plan = await tenant.plan(model(wanted))
          const mapping = answerTo(plan.stages, seed)
          await tenant.publish(model(wanted), { stages: { mapping, bringBack } })
          versions.push(wanted)
          expect(await hanging(tenant, wanted)).toEqual([])
          const again = await tenant.plan(model(wanted))
          expect(again.stages).toEqual({ stranded: [], returning: [] })
        }
      }),
      { numRuns: runs },
    )
  }, 120_000)
})

/** The same step as the way back. */
function undone({ seed }: { seed: number }): { pipelines: null; seed: number; bringBack: boolean } {
  return { pipelines: null, seed, bringBack: true }
}
