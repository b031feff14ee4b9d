import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { OUTBOX_CHANNEL } from '../../../core/src/events/channels.ts'
import { readEvent } from '../../../core/src/events/claim-events.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { type CompleteEvent, makeCompleteEvent } from '../../../core/src/records/complete-event.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { KEYWORDS } from '../model/field-type-keywords.ts'
import { entity, field, pipeline, pluginPackage } from '../model/sample-model.ts'
import { makeRealIds, nameOf, type RealIds, realValue, SAMPLES } from './every-type-bench.ts'
import { hearStatements } from './hear-statements.ts'
import { isSingle } from './is-single.ts'
import { NUMBERS } from './numbered-fields.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { WORKED_OUT, workOut } from './worked-out-fields.ts'

/** Files have a way of their own; no two records have the same number. */
const TYPES = FIELD_TYPES.filter((type) => !['sequence', 'file', 'image'].includes(type))
/** Written by more than one statement can bind: seldom among the values, so that most writes are single ones. */
const SELDOM: readonly FieldType[] = ['multiReference', 'users', 'anyReference', 'phone']

const properties = Object.fromEntries(TYPES.map((type) => [nameOf(type), field(type, KEYWORDS[type])]))
const NUMBER = /(NO|Y20\d\d)-\d{5}/g

const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        ...[entity('thing', {}), entity('loose', properties), entity('staged', properties)],
        entity('worked', { ...properties, ...WORKED_OUT }),
        entity('numbered', { ...properties, ...NUMBERS }),
      ],
      pipelines: [pipeline('flow', 'staged'), pipeline('queue', 'numbered')],
      hooksSource: 'code',
      hooks: { ...noHooks(), computed: Object.keys(WORKED_OUT) },
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('a write of one record on %s', (kind) => {
  let tenon: TestRecords
  let ids: RealIds
  const heard: string[] = []
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
    tenon.hooks.compute = workOut
    ids = await makeRealIds(tenon)
    hearStatements(tenon.database, (text) => heard.push(text))
  })
  afterAll(() => tenon?.close())

  /** As after-hooks are given it: of single writes, events leave out what has no value. */
  const completeEvent: CompleteEvent = (tenant, event) => makeCompleteEvent(tenon)(tenant, event)
  const singles = () => heard.splice(0).filter(isSingle).length

  const valuesOf = fc
    .tuple(
      ...TYPES.map((type) => {
        const samples = SAMPLES.filter((one) => one.type === type).map((one) => one.given)
        const given = fc.constantFrom<JsonValue>(null, ...samples)
        return fc.oneof(
          { weight: SELDOM.includes(type) ? 20 : 1, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: given },
        )
      }),
    )
    .map((picked) => Object.fromEntries(TYPES.map((type, index) => [type, picked[index] ?? undefined])))

  function real(picked: Partial<Record<string, JsonValue>>): JsonObject {
    const given = TYPES.flatMap((type) => {
      const value = picked[type]
      return value === undefined ? [] : [[nameOf(type), realValue(type, value, ids)] as const]
    })
    return Object.fromEntries(given)
  }

  /** What is written down of a version, without what differs between any two writes. */
  async function writtenDown({ id, version }: TenonRecord) {
    const db = tenon.database.tenant(tenon.tenant.schema)
    const audit = await db
      .selectFrom('_audit')
      .selectAll()
      .where('record_id', '=', id)
      .where('version', '=', version)
      .execute()
    const events = await db
      .selectFrom('_outbox')
      .selectAll()
      .where('record_id', '=', id)
      .where('version', '=', version)
      .execute()
    const stages =
      await sql<JsonObject>`select pipeline, from_pipeline, from_stage, to_stage, actor, duration_seconds is null as fresh,
      working_seconds, cause from ${sql.id(tenon.tenant.schema, '_stage_history')} where record_id = ${id}::uuid`.execute(
        db,
      )
    const told = await Promise.all(
      events.map(async (row) => {
        // As it is read; what a change leaves the same is stored but once.
        const event = await readEvent(tenon.database, tenon.tenant.schema, row.id)
        if (event === null) throw new Error('no event')
        const { before, after } = await completeEvent(tenon.tenant, event)
        return { ...row, before, after }
      }),
    )
    const parts = { audit: audit.map(bare), events: told.map((event) => bare({ ...event })), stages: stages.rows }
    return JSON.parse(
      JSON.stringify(parts)
        .replaceAll(id, 'ID')
        .replaceAll(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
        .replaceAll(NUMBER, '$1'),
    )
  }

  const bare = ({
    id: _id,
    at: _at,
    occurred_at: _occurred,
    request_id: _request,
    claimed_at: _claimed,
    ...rest
  }: object & Record<string, unknown>) => rest

  async function seen({ id }: TenonRecord, entityName: string) {
    return JSON.parse(JSON.stringify(await tenon.getRecord(tenon.system, { entity: entityName, id })))
  }

  /** Has the row become another one, its values the same, between the look at a record and its change. */
  async function whileTouched<T>(table: string, work: () => Promise<T>): Promise<T> {
    const { runBefore } = tenon.hooks
    tenon.hooks.runBefore = async (ctx, call) => {
      await sql`update ${sql.id(tenon.tenant.schema, table)} set version = version`.execute(tenon.database.control)
      return runBefore(ctx, call)
    }
    try {
      return await work()
    } finally {
      tenon.hooks.runBefore = runBefore
    }
  }

  const plain = (record: TenonRecord) => {
    const { id, ...rest } = JSON.parse(JSON.stringify(record))
    return JSON.parse(
      JSON.stringify(rest)
        .replaceAll(id, 'ID')
        .replaceAll(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
        .replaceAll(NUMBER, '$1'),
    )
  }

  test.each(['loose', 'staged', 'worked', 'numbered'])(
    'answers and writes down of a record of entity %s what a write of many does',
    async (name) => {
      let [created, changed] = [0, 0]
      await fc.assert(
        fc.asyncProperty(valuesOf, valuesOf, async (first, second) => {
          const values = { name: 'One', ...real(first) }
          singles()
          const one = await tenon.createRecord(tenon.system, { entity: name, values })
          created += singles()
          const [other] = await tenon.createRecords(tenon.system, {
            entity: name,
            records: [values, { name: 'Other' }],
          })
          expect(singles()).toBe(0)
          if (other === undefined) throw new Error('no record')
          expect(plain(one)).toEqual(plain(other))
          expect(JSON.parse(JSON.stringify(one))).toEqual(await seen(one, name))
          expect(await writtenDown(one)).toEqual(await writtenDown(other))
          const change = (record: TenonRecord) =>
            tenon.updateRecord(tenon.system, { entity: name, id: record.id, version: 1, values: real(second) })
          const oneNow = await change(one)
          changed += singles()
          const otherNow = await whileTouched(name, () => change(other))
          heard.splice(0)
          expect(plain(oneNow)).toEqual(plain(otherNow))
          expect(JSON.parse(JSON.stringify(oneNow))).toEqual(await seen(oneNow, name))
          expect(await writtenDown(oneNow)).toEqual(await writtenDown(otherNow))
        }),
        { numRuns: 25 },
      )
      expect(created).toBeGreaterThan(5)
      expect(changed).toBeGreaterThan(5)
    },
    60_000,
  )

  test('a record that became another one in between, its version the same, is changed from what it is then', async () => {
    const { actor } = await tenon.addUser('Leaving')
    const ownerId = actor.kind === 'user' ? actor.id : ''
    const record = await tenon.createRecord(tenon.system, { entity: 'loose', values: { name: 'Owned', ownerId } })
    const { runBefore } = tenon.hooks
    tenon.hooks.runBefore = async (ctx, call) => {
      await sql`delete from ${sql.id(tenon.tenant.schema, '_user')} where id = ${ownerId}::uuid`.execute(
        tenon.database.control,
      )
      return runBefore(ctx, call)
    }
    const { id } = record
    const now = await tenon.updateRecord(tenon.system, { entity: 'loose', id, version: 1, values: { name: 'Left' } })
    tenon.hooks.runBefore = runBefore
    expect(now).toMatchObject({ ownerId: null, name: 'Left', version: 2 })
    const { events, audit } = await writtenDown(now)
    expect(events).toMatchObject([{ before: { ownerId: null, name: 'Owned' }, after: { ownerId: null, name: 'Left' } }])
    expect(audit).toMatchObject([{ changes: { name: { old: 'Owned', new: 'Left' } } }])
    expect(Object.keys(audit[0].changes)).toEqual(['name'])
  })

  test('a reference without a target keeps a new record and a change out, and nothing is written down', async () => {
    const gone = '01a21897-3999-7e0d-b614-4ad8dc43f925'
    const record = await tenon.createRecord(tenon.system, { entity: 'loose', values: { name: 'Alone' } })
    const before = await tenon.counts('loose', '_audit', '_outbox')
    const values = { [nameOf('reference')]: gone }
    const refused = { code: 'VALIDATION_FAILED', problems: [{ pointer: `/${nameOf('reference')}` }] }
    const create = tenon.createRecord(tenon.system, { entity: 'loose', values: { name: 'No', ...values } })
    await expect(create).rejects.toMatchObject(refused)
    const { id } = record
    const update = tenon.updateRecord(tenon.system, { entity: 'loose', id, version: 1, values })
    await expect(update).rejects.toMatchObject(refused)
    expect(await tenon.counts('loose', '_audit', '_outbox')).toEqual(before)
  })

  test('of two changes of the same version one is made, the other is a conflict', async () => {
    const record = await tenon.createRecord(tenon.system, { entity: 'loose', values: { name: 'Wanted' } })
    const { id } = record
    const names = ['First', 'Second']
    const ends = await Promise.allSettled(
      names.map((name) => tenon.updateRecord(tenon.system, { entity: 'loose', id, version: 1, values: { name } })),
    )
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = ends.find(({ status }) => status === 'rejected') as PromiseRejectedResult
    expect(lost.reason).toMatchObject({ code: 'VERSION_CONFLICT' })
    const history = await tenon.database
      .tenant(tenon.tenant.schema)
      .selectFrom('_audit')
      .select('version')
      .where('record_id', '=', id)
      .execute()
    expect(history.map(({ version }) => version).sort()).toEqual([1, 2])
  })

  test('tells the relay of its own process directly, and others by the database where it has none', async () => {
    const told: string[] = []
    heard.splice(0)
    await tenon.createRecord(tenon.system, { entity: 'loose', values: { name: 'Untold' } })
    expect(heard.some((text) => text.includes('pg_notify'))).toBe(true)
    const stop = await tenon.database.listen(OUTBOX_CHANNEL, (schema) => told.push(schema))
    heard.splice(0)
    const { id } = await tenon.createRecord(tenon.system, { entity: 'loose', values: { name: 'Told' } })
    await tenon.updateRecord(tenon.system, { entity: 'loose', id, version: 1, values: { name: 'Told again' } })
    expect(heard.some((text) => text.includes('pg_notify'))).toBe(false)
    expect(told).toEqual([tenon.tenant.schema, tenon.tenant.schema])
    await tenon.createRecords(tenon.system, { entity: 'loose', records: [{ name: 'One' }, { name: 'Two' }] })
    await vi.waitFor(() => expect(told).toHaveLength(3))
    await stop()
  })
})
