import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RecordEvent } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimEvents, readEvent } from '../../../core/src/events/claim-events.ts'
import { isRecordEvent } from '../../../core/src/events/outbox-event.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeCompleteEvent } from '../../../core/src/records/complete-event.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const fields = { note: field('text'), size: field('integer'), isBig: field('boolean'), extra: field('json') }
const document = mergeModel([pluginPackage('sample', { entities: [entity('thing', fields)] })], {})

describe.each(DATABASE_KINDS)('the event of a record that was written by itself on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon?.close())

  async function storedEvents({ id }: TenonRecord): Promise<RecordEvent[]> {
    const claimed = await claimEvents(tenon.database, tenon.tenant.schema, 100)
    const own = claimed.filter(isRecordEvent).filter(({ recordId }) => recordId === id)
    const read = await Promise.all(own.map((event) => readEvent(tenon.database, tenon.tenant.schema, event.id)))
    return read.flatMap((event) => event ?? [])
  }
  const complete = (event: RecordEvent | undefined) => {
    if (event === undefined) throw new Error('no event')
    return makeCompleteEvent(tenon)(tenon.tenant, event)
  }
  const stored = (record: TenonRecord) => {
    const { $labels: _labels, ...values } = JSON.parse(JSON.stringify(record))
    return values
  }

  test('is stored without what is empty, and told with every field, before and after', async () => {
    const extra = { kept: null, list: [null, ''] }
    const values = { name: 'One', note: 'first', isBig: false, extra }
    const first = await tenon.createRecord(tenon.system, { entity: 'thing', values })
    const change = { note: null, size: 0 }
    const { id } = first
    const second = await tenon.updateRecord(tenon.system, { entity: 'thing', id, version: 1, values: change })
    const third = await tenon.updateRecord(tenon.system, { entity: 'thing', id, version: 2, values: { size: null } })
    const [created, changed, emptied] = await storedEvents(first)
    for (const empty of ['size', 'ownerId', 'deletedAt']) expect(created?.after).not.toHaveProperty(empty)
    expect(created?.after).toMatchObject({ isBig: false, extra })
    expect(emptied?.before).not.toHaveProperty('note')
    expect(await complete(created)).toMatchObject({ before: null, after: stored(first) })
    expect(await complete(changed)).toMatchObject({ before: stored(first), after: stored(second) })
    expect(await complete(emptied)).toMatchObject({ before: stored(second), after: stored(third) })
    expect(Object.keys((await complete(created)).after ?? {}).sort()).toEqual(Object.keys(stored(first)).sort())
  })

  test('says of what was erased, as of any field without a value, that there is none', async () => {
    const record = await tenon.createRecord(tenon.system, { entity: 'thing', values: { name: 'Two', note: 'private' } })
    await sql`update ${sql.id(tenon.tenant.schema, '_outbox')} set after = after - '{note}'::text[]
      where record_id = ${record.id}::uuid`.execute(tenon.database.control)
    const [event] = await storedEvents(record)
    expect((await complete(event)).after).toMatchObject({ name: 'Two', note: null })
  })

  test('of an entity that the model no longer has is told as it lies there', async () => {
    const record = await tenon.createRecord(tenon.system, { entity: 'thing', values: { name: 'Three' } })
    const [event] = await storedEvents(record)
    if (event === undefined) throw new Error('no event')
    expect(await complete({ ...event, entity: 'gone' })).toEqual({ ...event, entity: 'gone' })
  })
})
