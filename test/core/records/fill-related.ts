import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import type { RelatedData } from './match-related.ts'
import type { TestRecords } from './open-test-records.ts'

/** Few values per field, so that ties and empties are common. */
export async function fillRelated(tenon: TestRecords): Promise<RelatedData> {
  const create = (entity: string, records: JsonObject[]) => tenon.createRecords(tenon.system, { entity, records })
  const pick = <T extends JsonObject>(shape: fc.Arbitrary<T>, numRuns: number, seed: number) =>
    fc.sample(shape, { numRuns, seed })
  const some = (...values: JsonValue[]) => fc.constantFrom(null, ...values)
  const idOf = (records: TenonRecord[]) => some(...records.map(({ id }) => id))
  const facts = {
    region: some('East', 'West'),
    grade: some(1, 2, 3),
    revenue: some({ amount: '5.00', currency: 'EUR' }, { amount: '7.00', currency: 'USD' }),
  }
  const top = await create(
    'account',
    pick(fc.record(facts), 6, 1).map((one, index) => ({ ...one, name: `a${index}` })),
  )
  const low = await create(
    'account',
    pick(fc.record({ ...facts, parent: idOf(top) }), 8, 2).map((one, index) => ({ ...one, name: `东${index}` })),
  )
  const accounts = [...top, ...low]
  const shape = fc.record({
    account: idOf(accounts),
    partners: fc
      .uniqueArray(fc.constantFrom(...accounts.map(({ id }) => id)), { maxLength: 3 })
      .map((ids) => (ids.length === 0 ? null : ids)),
    amount: some({ amount: '5.00', currency: 'EUR' }, { amount: '50.00', currency: 'USD' }),
    kind: some('fresh', 'renewal'),
    marks: some(['hot'], ['hot', 'cold']),
    words: some(['甲'], ['b', '甲']),
  })
  const deals = await create(
    'deal',
    pick(shape, 50, 3).map((one, index) => ({ ...one, name: `d${index}` })),
  )
  const tasks = await create(
    'task',
    pick(fc.record({ deal: idOf(deals.slice(0, 30)), done: some(true, false), effort: some(1, 2, 3) }), 70, 4).map(
      (one, index) => ({ ...one, name: `t${index}` }),
    ),
  )
  const notes = await create('note', pick(fc.record({ name: some('n', 'm'), task: idOf(tasks.slice(0, 20)) }), 20, 5))
  return {
    entities: { account: accounts, deal: deals, task: tasks, note: notes },
    references: { account: 'account', parent: 'account', partners: 'account', deal: 'deal', task: 'task' },
    children: {
      tasks: ['task', 'deal'],
      deals: ['deal', 'account'],
      branches: ['account', 'parent'],
      notes: ['note', 'task'],
    },
  }
}
