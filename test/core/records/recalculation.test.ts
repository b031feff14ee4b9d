import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Recalculation } from '../../../core/src/events/recalculation-jobs.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { makeRecalculateRecords, type Recalculated } from '../../../core/src/records/recalculate-records.ts'
import { nextPass } from '../../../core/src/records/recalculation-pauses.ts'
import { noHooks } from '../../../core/src/sandbox/read-inventory.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const NOW = new Date('2026-03-02T08:07:00Z')
type Pass = Exclude<Recalculation, { kind: 'model' }>
const ALL: Pass = { kind: 'entity', entity: 'order', after: null, failed: 0, attempt: 0 }
const SOME: Pass = { kind: 'records', entity: 'order', ids: ['a', 'b'], attempt: 1 }
const later = (work: Pass, attempt: number): Pass => ({ ...work, attempt })
const result = (more: Partial<Recalculated> = {}): Recalculated => ({
  changed: 0,
  failed: 0,
  failedIds: [],
  reason: null,
  next: null,
  blocked: false,
  ...more,
})
const next = (work: Pass, more: Partial<Recalculated>) => {
  const found = nextPass({ work, jobName: 'job', now: NOW }, result(more))
  return found === null ? null : { ...found.work, at: found.startAfter?.toISOString().slice(11, 19), name: found.name }
}

describe('what comes after a pass', () => {
  test.each<[string, [Pass, Partial<Recalculated>], object | null]>([
    ['nothing, where all is done', [ALL, { changed: 5 }], null],
    ['nothing, where the records have their values', [SOME, { changed: 2 }], null],
    ['the rest at once', [ALL, { changed: 5, failed: 1, next: 'x' }], { after: 'x', failed: 1, at: undefined }],
    ['the failed records, a little later', [SOME, { failed: 1, failedIds: ['b'] }], { ids: ['b'], at: '08:07:30' }],
    ['they again, later', [later(SOME, 2), { failed: 1, failedIds: ['b'] }], { attempt: 3, at: '08:09:00' }],
    ['all that failed together', [later(SOME, 3), { failed: 1 }], { kind: 'entity', after: null, at: '08:15:00' }],
    ['the same after a whole pass', [ALL, { failed: 2 }], { kind: 'entity', attempt: 4, at: '08:15:00' }],
    ['then after an hour', [later(ALL, 4), { failed: 2 }], { attempt: 5, at: '09:00:00' }],
    ['then after six, for ever', [later(ALL, 9), { failed: 2 }], { attempt: 10, at: '12:00:00' }],
    [
      'the rest soon, where code was not run',
      [ALL, { changed: 5, blocked: true, next: 'x' }],
      { after: 'x', at: '08:07:10' },
    ],
    [
      'the rest later, where nothing was',
      [later(ALL, 2), { blocked: true, next: 'x' }],
      { after: 'x', at: '08:09:00' },
    ],
    ['all together, where nothing is for long', [later(ALL, 3), { blocked: true }], { after: null, at: '08:15:00' }],
  ])('is %s', (_what, [work, more], expected) => {
    if (expected === null) expect(next(work, more)).toBeNull()
    else expect(next(work, more)).toMatchObject(expected)
  })

  test('is one job for all that failed of an entity, however many ask for it', () => {
    const one = next({ ...SOME, attempt: 3 }, { failed: 1 })
    const other = nextPass(
      { work: { ...ALL, attempt: 0 }, jobName: 'another', now: new Date('2026-03-02T08:01:00Z') },
      result({ failed: 9 }),
    )
    expect(one?.name).toBe(other?.name)
  })
})

const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [
        entity('order', {
          total: field('integer', { computedBy: 'total' }),
          twice: field('integer', { computedBy: 'twice' }),
        }),
      ],
      hooksSource: 'code',
      hooks: { ...noHooks(), computed: ['total', 'twice'] },
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('a recalculation whose code is not run on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon?.close())

  test('leaves its values as they are, works the others out, and says where it has to go on', async () => {
    tenon.hooks.compute = (name, values) => ({
      kind: 'value',
      value: Number(values['name']) * (name === 'twice' ? 2 : 1),
    })
    for (const name of ['1', '2', '3']) await tenon.createRecord(tenon.system, { entity: 'order', values: { name } })
    const table = `"${tenon.tenant.schema}"."order"`
    await tenon.database.execute(`update ${table} set _code_total = 'older', _code_twice = null, twice = null`)
    tenon.hooks.compute = (name, values) =>
      name === 'twice'
        ? { kind: 'value', value: Number(values['name']) * 2 }
        : { kind: 'failed', reason: 'it rests', notRun: true }
    const { database, models, hooks } = tenon
    const recalculate = makeRecalculateRecords({ database, models, hooks })
    const signal = new AbortController().signal
    expect(await recalculate(tenon.tenant, { entity: 'order', signal })).toEqual(
      result({ changed: 3, blocked: true, reason: 'it rests' }),
    )
    const { records } = await tenon.findRecords(tenon.system, { entity: 'order', sort: [{ field: 'id' }] })
    expect(records.map(({ total, twice, $stale }) => [total, twice, $stale])).toEqual([
      [1, 2, ['total']],
      [2, 4, ['total']],
      [3, 6, ['total']],
    ])
  })

  test('while a write empties them, since nobody knows what they would be', async () => {
    tenon.hooks.compute = () => ({ kind: 'failed', reason: 'it rests', notRun: true })
    const order = await tenon.createRecord(tenon.system, { entity: 'order', values: { name: '1' } })
    expect(order).toMatchObject({ total: null, $stale: ['total', 'twice'] })
  })

  test('of an entity that is gone by then is done', async () => {
    const { database, models, hooks } = tenon
    const recalculate = makeRecalculateRecords({ database, models, hooks })
    const signal = new AbortController().signal
    expect(await recalculate(tenon.tenant, { entity: 'gone', signal })).toEqual(result())
  })
})
