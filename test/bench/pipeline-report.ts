import { sql } from 'kysely'
import { systemContext } from '../../core/src/context/system-context.ts'
import { print, summarize, timed } from './bench-kit.ts'
import { startTenon } from './start-tenon.ts'

/*
 * The report on a pipeline with 500,000 records and about 2,000,000 moves on PostgreSQL, over a quarter and over a year;
 * a list by due time; and what a changed limit costs. `node test/bench/pipeline-report.ts`
 */
const RECORDS = 500_000
const label = (en: string) => ({ en, 'zh-CN': en })
const STAGES = ['lead', 'talks', 'offer', 'contract', 'won', 'lost']

const { tenon, close } = await startTenon()
try {
  const tenant = await tenon.createTenant({ slug: 'report', name: 'Report' })
  const ctx = systemContext(tenant)
  const { model, pipelines, records } = tenon.services
  const { revision } = await model.draft(ctx)
  await model.saveDraft(ctx, { edits: edits(), revision })
  await model.publish(ctx, { revision: revision + 1, consent: true })
  process.stdout.write(`${RECORDS} records: ${(await timed(() => fill(tenant.schema))).toFixed(0)} ms to make\n`)
  const today = new Date().toISOString().slice(0, 10)
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
  for (const days of [90, 365]) {
    const ask = () => pipelines.report(ctx, { entity: 'deal', pipeline: 'sales', from: ago(days), to: today })
    await ask()
    print(`the report over ${days} days`, summarize(await repeated(5, ask)))
  }
  const late = () =>
    records.find(ctx, {
      entity: 'deal',
      where: { field: 'stageDueAt', op: 'lt', value: new Date().toISOString() },
      sort: [{ field: 'stageDueAt', direction: 'asc' }],
      limit: 50,
    })
  print('the first 50 that are overdue, by due time', summarize(await repeated(20, late)))
} finally {
  await close()
}

async function repeated(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < count; round++) times.push(await timed(work))
  return times
}

function edits() {
  const field = (fieldType: string, more: object = {}) => ({ fieldType, label: label(fieldType), ...more })
  const options = ['price', 'time', 'rival'].map((value) => ({ value, label: label(value) }))
  const stage = (name: string, index: number) => ({
    ...{ name, label: label(name), probability: [10, 30, 60, 85, 100, 0][index] },
    ...(index < 4 ? { category: 'open', slaHours: 48, rottingDays: 30 } : { category: name }),
  })
  const deal = {
    ...{ type: 'object', name: 'deal', label: label('Deal'), pluralLabel: label('Deals'), titleField: 'name' },
    properties: {
      ...{ name: field('text'), amount: field('money', { currency: 'CNY' }), closesOn: field('date') },
      reason: field('choice', { options }),
    },
  }
  const sales = {
    ...{ name: 'sales', entity: 'deal', label: label('Sales'), amountField: 'amount', closeDateField: 'closesOn' },
    ...{ lossReason: { field: 'reason' }, stages: STAGES.map(stage) },
  }
  return { entities: { deal }, pipelines: { sales } } as never
}

/** Records that came to their stage by way of those before it, the last move within two years. */
async function fill(schema: string): Promise<void> {
  const db = tenon.database.control
  const stages = sql`array[${sql.join(STAGES.map((name) => sql.lit(name)))}]`
  await sql`insert into ${sql.id(schema, 'deal')} (id, name, amount, amount_currency, closes_on, reason, pipeline, stage,
      stage_entered_at, stage_due_at, stage_stale_at)
    select gen_random_uuid(), 'Deal ' || n, (n::bigint * 7919 % 1000000)::numeric / 100, (array['CNY', 'EUR'])[1 + n % 2],
      current_date + (n::bigint * 31 % 500)::int - 60, (array['price', 'time', 'rival'])[1 + n % 3], 'sales', (${stages})[1 + n % 6],
      at, case when n % 6 < 4 then at + interval '48 hours' end, case when n % 6 < 4 then at + interval '30 days' end
    from generate_series(1, ${RECORDS}) n, lateral (select now() - make_interval(mins => (n::bigint * 17 % 1051200)::int) as at) t`.execute(
    db,
  )
  await sql`insert into ${sql.id(schema, '_stage_history')} (id, entity, record_id, pipeline, from_pipeline, from_stage,
      to_stage, at, actor, duration_seconds, working_seconds)
    select gen_random_uuid(), 'deal', d.id, 'sales', case when step > 1 then 'sales' end, (${stages})[step - 1],
      (${stages})[step], d.stage_entered_at - make_interval(days => (place - step) * 9), 'system',
      case when step > 1 then 9 * 86400 end, case when step > 1 then 6 * 32400 end
    from (select id, stage_entered_at, array_position(${stages}, stage) as place from ${sql.id(schema, 'deal')}) d,
      lateral generate_series(1, d.place) step`.execute(db)
  await sql`analyze`.execute(db)
}
