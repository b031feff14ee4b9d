import type { PipelineSchema, StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { makeJudgeMoves } from '../../../core/src/pipelines/judge-moves.ts'
import { type OracleMove, refusalsOf } from './moves-oracle.ts'
import { openRuledRecords } from './open-ruled-records.ts'
import { ruledModel } from './ruled-model.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
const ROLES = ['boss', 'closer', 'staff']
const some = <T>(items: readonly T[]) => fc.subarray([...items], { minLength: 1 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })

function defined<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T
}

const gate = fc
  .record({
    requiredFields: maybe(some(['amount', 'closesOn'])),
    guards: maybe(
      fc
        .integer({ min: 0, max: 3 })
        .map((least) => [{ name: 'enough', label: { en: 'Enough' }, condition: `quantity >= ${least}` }]),
    ),
  })
  .map(defined)

const stages = fc.array(
  fc
    .record({
      category: fc.constantFrom('open' as const, 'open' as const, 'won' as const, 'lost' as const),
      transitions: maybe(some(NAMES)),
      entry: maybe(gate),
      exit: maybe(gate),
      wipLimit: maybe(fc.integer({ min: 1, max: 2 })),
    })
    .map(defined),
  { minLength: NAMES.length, maxLength: NAMES.length },
)

const pipelines = fc
  .record({
    stages: stages.map((all) =>
      all.map(
        (one, index): StageSchema =>
          ({ ...one, name: NAMES[index] ?? '', label: { en: NAMES[index] ?? '' } }) as StageSchema,
      ),
    ),
    skipping: maybe(fc.boolean()),
    goingBack: maybe(fc.boolean()),
    reopening: maybe(
      fc
        .record({
          allowed: maybe(fc.boolean()),
          to: maybe(some(NAMES)),
          withinDays: maybe(fc.integer({ min: 1, max: 9 })),
          roles: maybe(some(ROLES)),
        })
        .map(defined),
    ),
    transitionRules: maybe(
      fc
        .array(
          fc
            .record({
              from: maybe(some(NAMES)),
              to: maybe(some(NAMES)),
              roles: maybe(some(ROLES)),
              approval: maybe(fc.record({ manager: fc.boolean(), roles: maybe(some(ROLES)) }).map(defined)),
            })
            .map(defined),
          { maxLength: 2 },
        )
        .map((rules) =>
          rules.map((rule, index) => ({ ...rule, name: `rule${index}`, label: { en: `Rule ${index}` } })),
        ),
    ),
    lossReason: maybe(fc.constant({ field: 'lossReason' })),
  })
  .map((made) => defined(made) as unknown as Omit<PipelineSchema, 'name' | 'entity' | 'label'>)

const moves = fc.record({
  from: fc.constantFrom(...NAMES),
  to: fc.constantFrom(...NAMES),
  filled: fc.record({ amount: fc.boolean(), closesOn: fc.boolean(), reason: fc.boolean() }),
  quantity: fc.integer({ min: 0, max: 3 }),
  roles: fc.subarray(ROLES),
  ownerManager: fc.constantFrom('me' as const, 'other' as const, 'nobody' as const),
  daysInStage: fc.integer({ min: 0, max: 10 }).filter((days) => days !== 0),
})

describe('any move in any pipeline', () => {
  test('is refused for what an oracle of its own says, and for nothing else', async () => {
    const tenon = await openRuledRecords('pglite')
    try {
      const judge = makeJudgeMoves(tenon)
      const me = await tenon.addPerson('Me', [])
      const other = await tenon.addPerson('Other', [])
      const owners = {
        me: (await tenon.addPerson('Mine', [], me.actor.id)).actor.id,
        other: (await tenon.addPerson('Theirs', [], other.actor.id)).actor.id,
        nobody: (await tenon.addPerson('Alone', [])).actor.id,
      }
      // One record in each stage: limits of 1 are reached, those of 2 are not.
      const held = Object.fromEntries(NAMES.map((name) => [name, 1]))
      await holdOneInEach(tenon)
      let refused = 0
      await fc.assert(
        fc.asyncProperty(pipelines, fc.array(moves, { minLength: 8, maxLength: 8 }), async (parts, made) => {
          const document = ruledModel()
          const schema = { name: 'sales', entity: 'deal', label: { en: 'Sales' }, source: 'sample', ...parts }
          document.pipelines = { sales: schema }
          const model = compileModel(document, 1)
          const entity = model.entities.get('deal')
          if (entity === undefined) throw new Error('There are no deals')
          for (const move of made.filter(({ from, to }) => from !== to)) {
            const ctx = withRoles(me, move.roles)
            const scope = {
              ctx,
              model,
              entity,
              timeZone: 'UTC',
              rights: await tenon.access.of(ctx, model),
              access: (await tenon.access.of(tenon.system, model)).require('deal', 'update'),
            }
            const [judgement] = await judge(scope, { changes: [changeOf(move, owners[move.ownerManager])] })
            const found = new Set((judgement?.obstacles ?? []).map(({ rule }) => rule))
            const expected = refusalsOf(schema, { ...move, held })
            expect({ move, rules: [...found].sort() }).toEqual({ move, rules: [...expected].sort() })
            refused += expected.size > 0 ? 1 : 0
          }
        }),
        { numRuns: 150 },
      )
      expect(refused).toBeGreaterThan(300)
    } finally {
      await tenon.close()
    }
  }, 120_000)
})

function withRoles(ctx: RequestContext, roles: readonly string[]): RequestContext {
  return { ...ctx, actor: { kind: 'user', id: ctx.actor.id, name: 'Me', roles } }
}

function changeOf(move: Omit<OracleMove, 'held'>, ownerId: string) {
  const old = {
    amount: move.filled.amount ? { amount: '1.00', currency: 'USD' } : null,
    closesOn: move.filled.closesOn ? '2026-05-01' : null,
    lossReason: move.filled.reason ? 'price' : null,
    quantity: move.quantity,
    ...{ ownerId, pipeline: 'sales', stage: move.from },
  }
  const id = '0190a5d0-ac96-774b-bcce-b302099a8057'
  // Half a day off either side of the limit: clocks go on while a test runs.
  const stageEnteredAt = new Date(Date.now() - (move.daysInStage - 0.5) * 86_400_000).toISOString()
  return {
    ...{ pipeline: 'sales', stage: move.to, from: { pipeline: 'sales', stage: move.from } },
    record: { id, values: { ...old, stage: move.to }, old },
    before: { ...old, id, version: 1, stageEnteredAt },
  }
}

async function holdOneInEach(tenon: Awaited<ReturnType<typeof openRuledRecords>>): Promise<void> {
  const db = tenon.database.tenant(tenon.tenant.schema)
  const deals = await tenon.createRecords(tenon.system, {
    entity: 'deal',
    records: NAMES.map((name) => ({ name })),
  })
  for (const [index, { id }] of deals.entries()) {
    await db
      .updateTable('deal' as never)
      .set({ stage: NAMES[index] } as never)
      .where('id' as never, '=', id as never)
      .execute()
  }
}
