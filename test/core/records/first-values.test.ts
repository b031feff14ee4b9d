import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstValuesOf } from '../../../core/src/records/first-values.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { everyTypeDocument, makeRealIds, nameOf, realValue, SAMPLES } from './every-type-bench.ts'
import { lendUploads } from './lend-uploads.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

/** Of `copy`, which numbers nothing: its entries are told by the server instead of being found out by the database. */
describe.each(DATABASE_KINDS)('the audit entry of a new record on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, everyTypeDocument)
    await lendUploads(tenon, 'copy')
  })
  afterAll(() => tenon?.close())

  async function entryOf(id: string) {
    const { changes } = await tenon.database
      .tenant(tenon.tenant.schema)
      .selectFrom('_audit')
      .select('changes')
      .where('record_id', '=', id)
      .executeTakeFirstOrThrow()
    return changes as unknown as JsonObject
  }

  test('says of every type each value as the record tells it, and nothing of what is empty', async () => {
    const ids = await makeRealIds(tenon)
    const entity = (await tenon.models.get(tenon.tenant)).entities.get('copy')
    if (entity === undefined) throw new Error('no entity')
    const records = SAMPLES.map(({ type, name, given }) => ({ name, [nameOf(type)]: realValue(type, given, ids) }))
    const made = await tenon.createRecords(tenon.system, { entity: 'copy', records })
    for (const [index, { id }] of made.entries()) {
      const record = await tenon.getRecord(tenon.system, { entity: 'copy', id })
      const filled = [...entity.fields.keys()].filter((name) => (record[name] ?? null) !== null)
      const expected = Object.fromEntries(filled.map((name) => [name, { old: null, new: record[name] }]))
      expect(await entryOf(id), SAMPLES[index]?.name).toEqual(JSON.parse(JSON.stringify(expected)))
    }
  })

  test('is told by the server, unless the database gives the record values of its own', async () => {
    const model = await tenon.models.get(tenon.tenant)
    const [copy, thing] = ['copy', 'thing'].map((name) => model.entities.get(name))
    if (copy === undefined || thing === undefined) throw new Error('no entity')
    const write = { values: { name: 'One', textField: null }, place: null } as never
    expect(firstValuesOf(copy, [write])).toEqual([{ name: { old: null, new: 'One' } }])
    // It numbers its records in the database.
    expect(firstValuesOf(thing, [write])).toBeNull()
  })
})
