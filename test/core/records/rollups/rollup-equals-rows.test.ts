import type { GroupRecordsInput } from '@tenon/sdk/contract/group-records'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foldRollups } from '../../../../core/src/schema-change/rollups/fold-rollups.ts'
import { rebuildRollups, verifyRollups } from '../../../../core/src/schema-change/rollups/verify-rollups.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { hearStatements } from '../hear-statements.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { rollupsModel } from './rollups-model.ts'

/** `TENON_ROLLUP_RUNS=300` makes it long. */
const RUNS = Number(process.env['TENON_ROLLUP_RUNS'] ?? 5)

type Question = Omit<GroupRecordsInput, 'entity'>

const MEASURES = {
  n: { measure: 'count' },
  total: { measure: 'sum', field: 'amount' },
  mean: { measure: 'average', field: 'amount' },
} as const

const QUESTIONS: Question[] = [
  { groupBy: ['stage'], measures: MEASURES, sort: [{ measure: 'total', direction: 'desc' }] },
  { groupBy: ['stage'] },
  { groupBy: ['stage'], measures: MEASURES, where: { field: 'stage', op: 'in', value: ['won', null] } },
  {
    groupBy: [{ field: 'closesOn', per: 'month' }, 'account'],
    measures: {
      ...MEASURES,
      rate: { measure: 'average', field: 'ratio' },
      pieces: { measure: 'sum', field: 'pieces' },
    },
  },
  {
    groupBy: ['account', 'colour'],
    measures: { ...MEASURES, rate: { measure: 'sum', field: 'ratio' }, each: { measure: 'average', field: 'pieces' } },
    where: { and: [{ field: 'colour', op: 'eq', value: 'red' }] },
    sort: [{ measure: 'each' }],
  },
  { groupBy: [{ field: 'signedAt', per: 'day' }, 'urgent'] },
  { groupBy: ['ownerId', 'urgent'], where: { field: 'urgent', op: 'eq', value: null } },
  { groupBy: ['city', 'rating', 'month'], measures: { fee: { measure: 'sum', field: 'fee' } }, limit: 3 },
]

const SUMMARIES = [
  { groupBy: 'stage', sum: 'amount' },
  { groupBy: 'stage' },
  { groupBy: 'account', sum: 'ratio' },
  { groupBy: 'colour', sum: 'amount' },
  { groupBy: 'rating', sum: 'fee' },
]

describe.each(DATABASE_KINDS)('figures that are kept ready on %s', (kind) => {
  let tenon: TestRecords
  let owner: string
  const accounts: string[] = []
  beforeAll(async () => {
    tenon = await openTestRecords(kind, rollupsModel())
    const { actor } = await tenon.addUser('Olga')
    owner = actor.id
  }, 60_000)
  afterAll(() => tenon?.close())

  const group = (question: Question) => tenon.groupRecords(tenon.system, { entity: 'deal', ...question })
  /** The same question in a form that no rollup answers. */
  const fromRows = (question: Question) => {
    const always = { or: [{ and: [] }] }
    return group({ ...question, where: question.where === undefined ? always : { and: [question.where, always] } })
  }
  const table = () => sql.id(tenon.tenant.schema, 'deal')
  const run = (query: ReturnType<typeof sql>) => query.execute(tenon.database.tenant(tenon.tenant.schema))

  async function expectSame() {
    for (const question of QUESTIONS) {
      const heard: string[] = []
      const stop = hearStatements(tenon.database, (text) => heard.push(text))
      const kept = await group(question)
      stop()
      expect(heard).toEqual([expect.stringContaining('_rollup_total')])
      expect(JSON.stringify(kept)).toBe(JSON.stringify(await fromRows(question)))
    }
    for (const summary of SUMMARIES) {
      const asked = { entity: 'deal', ...summary }
      const fromAll = { ...asked, where: { or: [{ and: [] }] } }
      const [kept, rows] = [
        await tenon.summarizeRecords(tenon.system, asked),
        await tenon.summarizeRecords(tenon.system, fromAll),
      ]
      expect(JSON.stringify(kept)).toBe(JSON.stringify(rows))
    }
    const states = await verifyRollups(tenon.database, tenon.tenant.schema)
    expect(states.map(({ state, wrong }) => [state, wrong])).toEqual(states.map(() => ['exact', 0]))
  }

  const money = (currency: string) =>
    fc.constantFrom(null, ...['0.10', '999999999999.99', '-3.00'].map((amount) => ({ amount, currency })))
  const values = fc.record(
    {
      stage: fc.constantFrom('fresh', 'won', 'lost'),
      colour: fc.constantFrom(null, 'red', 'green'),
      amount: fc.oneof(money('EUR'), money('USD')),
      fee: money('USD'),
      ratio: fc.constantFrom(null, '0.3333', '12.5'),
      pieces: fc.constantFrom(null, 1, 7),
      closesOn: fc.constantFrom(null, '2026-01-31', '2026-02-01', '2026-02-28'),
      signedAt: fc.constantFrom(null, '2026-03-31T22:30:00.000Z', '2026-03-31T12:00:00.000Z'),
      urgent: fc.constantFrom(null, true, false),
      rating: fc.constantFrom(null, 3, 5),
      month: fc.constantFrom(null, '2026-01', '2026-02'),
      city: fc.constantFrom(null, '上海', 'Ulm', 'x'.repeat(900)),
    },
    { requiredKeys: [] },
  )
  const place = fc.nat(30)
  const step = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), of: fc.array(values, { minLength: 1, maxLength: 4 }), place }),
    fc.record({ kind: fc.constant('update' as const), values, place }),
    fc.record({
      kind: fc.constantFrom(
        ...(['delete', 'restore', 'purge', 'merge', 'cascade', 'sql', 'undone', 'fold', 'rebuild', 'empty'] as const),
      ),
      place,
    }),
  )
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

  async function deals(deleted: boolean) {
    const { rows } = await sql<{ id: string; version: number }>`select id, version from ${table()}
      where deleted_at is ${deleted ? sql`not null` : sql`null`} order by id`.execute(
      tenon.database.tenant(tenon.tenant.schema),
    )
    return rows
  }

  async function picked(at: number, deleted = false) {
    const rows = await deals(deleted)
    return rows[at % Math.max(1, rows.length)]
  }

  async function take(one: Step): Promise<unknown> {
    const { system: ctx, database } = tenon
    const { schema } = tenon.tenant
    if (one.kind === 'create') {
      const account = accounts[one.place % 3]
      const records = one.of.map((own) => ({ name: 'x', ...(account !== undefined && { account }), ...own }))
      return tenon.createRecords(ctx, { entity: 'deal', records: records as JsonObject[] })
    }
    const isGone = one.kind === 'restore' || one.kind === 'purge'
    const record = await picked(one.place, isGone)
    switch (one.kind) {
      case 'update':
        return record && tenon.updateRecord(ctx, { entity: 'deal', ...record, values: one.values as JsonObject })
      case 'delete':
        return record && tenon.deleteRecord(ctx, { entity: 'deal', ...record })
      case 'restore':
        return record && tenon.restoreRecord(ctx, { entity: 'deal', ...record })
      case 'purge':
        return record && run(sql`delete from ${table()} where id = ${record.id}::uuid`)
      case 'merge': {
        const other = await picked(one.place + 1)
        if (record === undefined || other === undefined || other.id === record.id) return undefined
        return tenon.mergeRecords(ctx, { entity: 'deal', into: record, from: [other], values: { pieces: 9 } } as never)
      }
      case 'cascade': {
        const id = accounts.pop()
        return id && tenon.deleteRecord(ctx, { entity: 'account', id, version: 1 })
      }
      case 'sql':
        await run(sql`update ${table()} set amount = amount + 1, colour = 'blue', owner_id = ${owner}::uuid
          where id in (select id from ${table()} order by id offset ${one.place} limit 5)`)
        await run(sql`update ${table()} set fee_currency = 'EUR', fee = null where pieces = 7`)
        return run(sql`insert into ${table()} (id, name, stage, ratio) select gen_random_uuid(), 'sql', 'won', g / 7.0
          from generate_series(1, 3) g`)
      case 'undone':
        return database
          .transaction(schema, async (trx) => {
            await sql`update ${table()} set stage = 'lost', pieces = 99`.execute(trx)
            await sql`delete from ${table()}`.execute(trx)
            throw new Error('undone')
          })
          .catch(() => undefined)
      case 'fold':
        return foldRollups(database, schema)
      case 'rebuild':
        return rebuildRollups(database, schema)
      case 'empty':
        return one.place === 0 ? run(sql`truncate ${table()} cascade`) : undefined
    }
  }

  test(
    'equal what the rows give after every write, on every way, and with two writers at once',
    async () => {
      const steps = fc.array(step, { minLength: 4, maxLength: 7 })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 3 }), steps, steps, async (first, one, other) => {
          for (let at = accounts.length; at < 3; at++) {
            const { id } = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: `A${at}` } })
            accounts.push(id)
          }
          for (const own of first) {
            await take(own).catch(expectRefusal)
            await expectSame()
          }
          const writer = async (list: readonly Step[]) => {
            // Of two that want the same record one is told so.
            for (const own of list) await take(own).catch(expectRefusal)
          }
          await Promise.all([writer(one), writer(other)])
          await expectSame()
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    20_000 + RUNS * 5_000,
  )

  function expectRefusal(error: unknown) {
    expect(error).toMatchObject({
      // The last one is the database's, of plain SQL that meets a merge.
      code: expect.stringMatching(/VERSION_CONFLICT|NOT_FOUND|TRANSITION_REFUSED|VALIDATION_FAILED|UNAVAILABLE|40P01/),
    })
  }
})
