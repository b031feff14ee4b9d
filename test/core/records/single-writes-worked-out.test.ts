import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OUTBOX_CHANNEL } from '../../../core/src/events/channels.ts'
import { WrittenEvent } from '../../../core/src/events/written-event.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pipeline, pluginPackage } from '../model/sample-model.ts'
import { nameOf } from './every-type-bench.ts'
import { hearStatements } from './hear-statements.ts'
import { isSingle } from './is-single.ts'
import { NUMBERS } from './numbered-fields.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { WORKED_OUT, workOut } from './worked-out-fields.ts'

const TYPES = ['date', 'boolean', 'integer', 'reference'] as const
const properties = Object.fromEntries(TYPES.map((type) => [nameOf(type), field(type)]))
const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        ...[entity('thing', {}), entity('worked', { ...properties, ...WORKED_OUT })],
        entity('numbered', { ...properties, ...NUMBERS }),
      ],
      pipelines: [pipeline('queue', 'numbered')],
      hooksSource: 'code',
      hooks: { ...noHooks(), computed: Object.keys(WORKED_OUT) },
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('a single write on %s', (kind) => {
  let tenon: TestRecords
  const heard: string[] = []
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
    tenon.hooks.compute = workOut
    hearStatements(tenon.database, (text) => heard.push(text))
  })
  afterAll(() => tenon?.close())
  const singles = () => heard.splice(0).filter(isSingle).length

  test('tells what could not be worked out until it is', async () => {
    const told: unknown[] = []
    const stop = await tenon.database.listen(OUTBOX_CHANNEL, (_schema, event) => told.push(event))
    const stuck = { name: 'Stuck', [nameOf('date')]: '2026-03-02', [nameOf('boolean')]: true }
    heard.splice(0)
    const record = await tenon.createRecord(tenon.system, { entity: 'worked', values: stuck })
    const change = async (one: TenonRecord, values: JsonObject) =>
      tenon.updateRecord(tenon.system, { entity: 'worked', id: one.id, version: one.version, values })
    const still = await change(record, { name: 'Still stuck' })
    const free = await change(still, { [nameOf('boolean')]: false })
    const again = await change(free, { name: 'Free' })
    expect(singles()).toBe(4)
    await stop()
    const shown = [record, still, free, again]
    expect(shown.map(({ shaky, $stale }) => ({ shaky, $stale }))).toEqual([
      ...[record, still].map(() => ({ shaky: null, $stale: ['shaky'] })),
      ...[free, again].map(() => ({ shaky: 7 })),
    ])
    const db = tenon.database.tenant(tenon.tenant.schema)
    const events = await db
      .selectFrom('_outbox')
      .select(['before', 'after'])
      .where('record_id', '=', record.id)
      .orderBy('version')
      .execute()
    const staleIn = (body: unknown) => (body as JsonObject | null)?.['$stale']
    expect(events.map(({ before, after }) => [staleIn(before), staleIn(after)])).toEqual([
      [undefined, ['shaky']],
      [['shaky'], ['shaky']],
      [['shaky'], undefined],
      [undefined, undefined],
    ])
    expect(events.slice(2).map(({ after }) => Object.hasOwn(after as object, '$stale'))).toEqual([false, false])
    // Relays are not told of it as of an event of which nothing follows.
    expect(told.map((event) => event instanceof WrittenEvent)).toEqual([false, false, true, true])
  })

  test('gives a new record the next number, and none to one that is refused', async () => {
    const { tenant, system } = tenon
    const create = (values: JsonObject, ctx = system) =>
      tenon.createRecord(ctx, { entity: 'numbered', values: { name: 'One', ...values } })
    const gone = { [nameOf('reference')]: '01a21897-3999-7e0d-b614-4ad8dc43f925' }
    const first = await create({})
    heard.splice(0)
    await expect(create(gone)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const second = await create({})
    expect(singles()).toBe(2)
    const several = await tenon.createRecords(system, { entity: 'numbered', records: [{ name: 'A' }, { name: 'B' }] })
    const atOnce = await Promise.all([1, 2, 3].map(() => create({})))
    const all = [first, second, ...several, ...atOnce]
    const counts = (name: string) => all.map((record) => Number(String(record[name]).split('-')[1]))
    for (const name of Object.keys(NUMBERS)) {
      const [from = 0] = counts(name)
      expect(counts(name).sort((one, other) => one - other)).toEqual(all.map((_, index) => from + index))
    }
    const { rows } = await sql<{ after: JsonObject; changes: JsonObject }>`
      select e.after, a.changes from ${sql.id(tenant.schema, '_outbox')} e
      join ${sql.id(tenant.schema, '_audit')} a using (record_id) where record_id = ${second.id}::uuid`.execute(
      tenon.database.control,
    )
    const { number = null, ofYear = null } = second
    expect(rows).toMatchObject([
      {
        after: { number, ofYear },
        changes: { number: { old: null, new: number }, ofYear: { old: null, new: ofYear } },
      },
    ])
  })
})
