import type { PipelineReport } from '@tenon/sdk/contract/pipeline-report'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import { instantAt } from '@tenon/sdk/expression/zone'
import fc from 'fast-check'
import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeReadPipelineReport } from '../../../core/src/pipelines/read-pipeline-report.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pipeline, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'
import { type PlainRecord, plainReport } from './plain-report.ts'

const label = { en: 'x' }
const ZONE = 'Asia/Shanghai'
const sales: PipelineSchema = {
  ...{ name: 'sales', entity: 'deal', label, amountField: 'amount', closeDateField: 'closesOn' },
  lossReason: { field: 'reason' },
  stages: [
    { name: 'fresh', label, category: 'open', probability: 10 },
    { name: 'talks', label, category: 'open' },
    { name: 'offer', label, category: 'open', probability: 65 },
    { name: 'won', label, category: 'won', probability: 100 },
    { name: 'lost', label, category: 'lost', probability: 0 },
  ],
}
const deal = entity('deal', {
  amount: field('money', { currency: 'CNY' }),
  closesOn: field('date'),
  reason: field('choice'),
})
const model = mergeModel(
  [pluginPackage('crm', { entities: [deal], pipelines: [sales, pipeline('renewal', 'deal')] })],
  {},
)

const DAY = 86_400_000
const NOW = Date.now()
const place = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...sales.stages.map(({ name }) => ({ pipeline: 'sales', stage: name }))) },
  { weight: 1, arbitrary: fc.constant({ pipeline: 'renewal', stage: 'fresh' }) },
)
const record = fc.record({
  owner: fc.constant(null),
  deleted: fc.boolean().map((is) => is),
  cents: fc.option(fc.bigInt({ min: -99n, max: 10n ** 15n })),
  currency: fc.constantFrom('CNY', 'EUR'),
  closesOn: fc.option(fc.integer({ min: -90, max: 500 }).map((days) => dayText(NOW + days * DAY))),
  reason: fc.option(fc.constantFrom('red', 'green', 'blue')),
  dueAt: fc.option(fc.integer({ min: -20, max: 20 }).map((days) => NOW + days * DAY + 3_600_000)),
  staleAt: fc.option(fc.integer({ min: -20, max: 20 }).map((days) => NOW + days * DAY + 3_600_000)),
  steps: fc.array(
    fc.record({
      place,
      minutes: fc.integer({ min: 1, max: 60_000 }),
      worked: fc.option(fc.integer({ min: 0, max: 90_000 })),
    }),
    { minLength: 1, maxLength: 7 },
  ),
})
type Drawn = (typeof record)['generate'] extends (...args: never[]) => { value: infer Value } ? Value : never

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Moves end a while ago, so that none lies in the future. */
function asRecord({ steps, ...drawn }: Drawn): PlainRecord {
  const total = steps.reduce((sum, { minutes }) => sum + minutes, 0)
  let at = NOW - total * 60_000 - 60_000
  const moves = steps.map(({ place: to, minutes, worked }) => {
    at += minutes * 60_000
    return { ...to, at: Math.floor(at / 1000) * 1000, worked }
  })
  return {
    id: uuidv7(),
    ...drawn,
    moves: moves.map((move, index) => ({ ...move, worked: index === 0 ? null : move.worked })),
  }
}

async function store(tenon: TestRecords, records: readonly PlainRecord[]): Promise<void> {
  const schema = sql.id(tenon.tenant.schema)
  await sql`delete from ${schema}.deal`.execute(tenon.database.control)
  await sql`delete from ${schema}._stage_history`.execute(tenon.database.control)
  const rows = records.map(({ id, owner, deleted, cents, currency, closesOn, reason, dueAt, staleAt, moves }) => {
    const last = moves.at(-1)
    const amount = cents === null ? null : `${cents}e-2`
    const time = (at: number | null | undefined) => (at == null ? null : new Date(at).toISOString())
    return {
      ...{ id, name: 'd', owner_id: owner, deleted_at: deleted ? time(NOW) : null, closes_on: closesOn, reason },
      ...{ amount, amount_currency: amount === null ? null : currency, pipeline: last?.pipeline, stage: last?.stage },
      ...{ stage_entered_at: time(last?.at), stage_due_at: time(dueAt), stage_stale_at: time(staleAt) },
    }
  })
  await sql`insert into ${schema}.deal (id, name, owner_id, deleted_at, closes_on, reason, amount, amount_currency, pipeline,
      stage, stage_entered_at, stage_due_at, stage_stale_at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(id uuid, name text, owner_id uuid,
      deleted_at timestamptz, closes_on date, reason text, amount numeric, amount_currency text, pipeline text, stage text,
      stage_entered_at timestamptz, stage_due_at timestamptz, stage_stale_at timestamptz)`.execute(
    tenon.database.control,
  )
  const history = records.flatMap(({ id, moves }) =>
    moves.map(({ pipeline: to, stage, at, worked }, index) => {
      const before = moves[index - 1]
      return {
        ...{ id: uuidv7(), record_id: id, pipeline: to, to_stage: stage, at: new Date(at).toISOString() },
        ...{ from_pipeline: before?.pipeline ?? null, from_stage: before?.stage ?? null, worked },
        seconds: before === undefined ? null : Math.round((at - before.at) / 1000),
      }
    }),
  )
  await sql`insert into ${schema}._stage_history (id, entity, record_id, pipeline, to_stage, at, actor, from_pipeline,
      from_stage, duration_seconds, working_seconds)
    select id, 'deal', record_id, pipeline, to_stage, at, 'system', from_pipeline, from_stage, seconds, worked
    from jsonb_to_recordset(${JSON.stringify(history)}::jsonb) as i(id uuid, record_id uuid, pipeline text, to_stage text,
      at timestamptz, from_pipeline text, from_stage text, seconds bigint, worked bigint)`.execute(
    tenon.database.control,
  )
}

/** A report in the form of the plain one. */
function figures({ stages, forecast, won, losses }: PipelineReport) {
  const byKey = <Row extends { currency: string | null; count: number; amount: string | null }>(
    rows: readonly Row[] | null,
    keyOf: (row: Row) => string,
  ) =>
    Object.fromEntries(
      (rows ?? [])
        .map((row) => {
          const weighted = 'weighted' in row ? row.weighted : null
          return [`${keyOf(row)} ${row.currency}`, { count: row.count, amount: row.amount, weighted }] as const
        })
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    )
  return {
    stages: stages.map(({ stage, now, period }) => ({ stage, now, period })),
    forecast: byKey(forecast, ({ month }) => month),
    won: byKey(won, ({ month }) => month),
    losses: byKey(losses, ({ reason }) => String(reason)),
  }
}

/** Seconds are rounded by the database. */
function rounded<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, one: unknown) =>
    typeof one === 'number' ? Math.round(one) : one,
  ) as Value
}

describe.each(DATABASE_KINDS)('the report on a pipeline on %s', (kind) => {
  let tenon: TestRecords
  let report: ReturnType<typeof makeReadPipelineReport>
  beforeAll(async () => {
    tenon = await openTestRecords(kind, model)
    await tenon.database.transaction(tenon.tenant.schema, (trx) => tenon.zones.store(trx, tenon.tenant, ZONE))
    tenon.zones.forget(tenon.tenant)
    report = makeReadPipelineReport(tenon)
  }, 60_000)
  afterAll(() => tenon?.close())

  test('says what going through record by record says, exactly', async () => {
    const days = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 120 }))
    const runs = kind === 'postgres' ? 40 : 15
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 60 }), days, async (drawn, [back, length]) => {
        const records = drawn.map((one) => asRecord(one as Drawn))
        await store(tenon, records)
        const from = dayText(NOW - back * DAY)
        const to = dayText(Date.parse(from) + length * DAY)
        const answer = await report(tenon.system, { entity: 'deal', pipeline: 'sales', from, to })
        const bounds = {
          from: instantAt(Date.parse(from), ZONE),
          until: instantAt(Date.parse(to) + DAY, ZONE),
        }
        const plain = plainReport(records, {
          pipeline: sales,
          ...bounds,
          now: Date.now(),
          timeZone: ZONE,
          amounts: true,
        })
        expect(rounded(figures(answer))).toEqual(rounded(plain))
        expect(answer.withheld).toEqual([])
      }),
      { numRuns: runs },
    )
  }, 60_000)

  test('counts only records that the actor may read, and leaves out what fields do not show', async () => {
    const staff = await tenon.addUser('Narrow', ['narrow'])
    const hidden = { read: false, write: false }
    const grants = { deal: { read: 'own', fields: { amount: hidden, closesOn: hidden, reason: hidden } } }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'narrow', label: JSON.stringify(label), grants: JSON.stringify(grants) })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const made = fc.sample(record, { numRuns: 30, seed: 7 }).map((one) => asRecord(one as Drawn))
    const owner = staff.actor.id
    const records = made.map((one, index) => ({ ...one, owner: index % 3 === 0 ? owner : null, deleted: false }))
    await store(tenon, records)
    const [from, to] = [dayText(NOW - 300 * DAY), dayText(NOW)]
    const answer = await report(staff, { entity: 'deal', pipeline: 'sales', from, to })
    const own = records.filter((one) => one.owner === owner)
    const bounds = { from: instantAt(Date.parse(from), ZONE), until: instantAt(Date.parse(to) + DAY, ZONE) }
    const plain = plainReport(own, { pipeline: sales, ...bounds, now: Date.now(), timeZone: ZONE, amounts: false })
    expect(rounded(figures(answer)).stages).toEqual(rounded(plain.stages))
    expect(answer.withheld).toEqual(['amounts', 'forecast', 'losses'])
    expect(answer).toMatchObject({ forecast: null, losses: null })
    expect(JSON.stringify(answer)).not.toMatch(/CNY|EUR/)
    // A filter tells nothing of a hidden field either.
    const where = { field: 'amount', op: 'isNull', value: true } as const
    await expect(report(staff, { entity: 'deal', pipeline: 'sales', from, to, where })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    const filtered = await report(tenon.system, { entity: 'deal', pipeline: 'sales', from, to, where })
    const without = records.filter(({ cents }) => cents === null)
    const counts = (all: Array<{ now: { count: number } }>) => all.map(({ now }) => now.count)
    const plainOf = plainReport(without, { pipeline: sales, ...bounds, now: Date.now(), timeZone: ZONE, amounts: true })
    expect(counts(filtered.stages)).toEqual(counts(plainOf.stages))
  })

  test('refuses what is no period and no pipeline, in words', async () => {
    const ask = (more: object) =>
      report(tenon.system, { entity: 'deal', pipeline: 'sales', from: '2026-01-01', to: '2026-02-01', ...more })
    for (const [more, pointer] of [
      [{ from: '2026-02-30' }, '/from'],
      [{ to: 'tomorrow' }, '/to'],
      [{ to: '2025-01-01' }, '/to'],
      [{ from: '2019-01-01' }, '/to'],
      [{ pipeline: 'nothing' }, '/pipeline'],
    ] as const) {
      await expect(ask(more)).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ pointer }] })
    }
  })
})
