import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkField } from '../../../core/src/model/check/check-field.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const NOW = { defaultTo: 'now' } as const
const thing = entity(
  'thing',
  {
    at: field('dateTime', NOW),
    day: field('date', NOW),
    clock: field('time', NOW),
    month: field('yearMonth', NOW),
    agent: field('user', { defaultTo: 'currentUser' }),
    stamp: field('dateTime', { ...NOW, readOnly: true }),
  },
  { required: ['at', 'day'] },
)
const model = mergeModel([pluginPackage('sample', { entities: [thing] })], {})

describe.each(DATABASE_KINDS)('defaults of the moment of creation on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, model)
  }, 60_000)
  afterAll(() => tenon?.close())

  test('a new record has the moment and its creator, in required and read-only fields too', async () => {
    const ada = await tenon.addUser('Ada', ['admin'])
    const before = Date.now()
    const record = await tenon.createRecord(ada, { entity: 'thing', values: { name: 'one' } })
    const at = Date.parse(String(record['at']))
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
    const instant = new Date(at).toISOString()
    expect(record).toMatchObject({
      day: instant.slice(0, 10),
      clock: instant.slice(11, 19),
      month: instant.slice(0, 7),
      stamp: instant,
      agent: ada.actor.kind === 'user' ? ada.actor.id : '',
    })
  })

  test('what is given stays, an emptied field is empty, and nothing is filled in by an update', async () => {
    const values = { name: 'two', at: '2020-01-01T00:00:00Z', clock: null }
    const record = await tenon.createRecord(tenon.system, { entity: 'thing', values })
    // The system is no user, so nobody is filled in.
    expect(record).toMatchObject({ at: '2020-01-01T00:00:00.000Z', clock: null, agent: null })
    const key = { entity: 'thing', id: record.id, version: record.version }
    const updated = await tenon.updateRecord(tenon.system, { ...key, values: { month: null } })
    expect(updated).toMatchObject({ month: null, clock: null, agent: null })
  })
})

test.each([
  [
    field('text', NOW),
    /'now' is no value for a field of type 'text'; it is for 'dateTime', 'date', 'time', 'yearMonth'/,
  ],
  [field('date', { defaultTo: 'currentUser' }), /it is for 'user'/],
  [field('date', { ...NOW, default: '2026-01-01' }), /a field has one default/],
  [field('date', { ...NOW, computedBy: 'age' }), /a computed field has no default/],
] as Array<[FieldSchema, RegExp]>)(
  'a default of creation that makes no sense is refused with its reason: %j',
  (schema, reason) => {
    const problems = checkField(schema)
    expect(problems.map(({ pointer }) => pointer)).toContain('/defaultTo')
    expect(problems.some(({ problem }) => reason.test(problem.en))).toBe(true)
  },
)
