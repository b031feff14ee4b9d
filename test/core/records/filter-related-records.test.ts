import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { FILTER_LIMITS, type FilterOperator, type RecordFilter } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchingRows } from '../../../core/src/records/matching-rows.ts'
import { makeOpenScope } from '../../../core/src/records/record-scope.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { fillRelated } from './fill-related.ts'
import { matchesRelated, type RelatedData } from './match-related.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'
import { relatedRecordsModel } from './related-records-model.ts'

const leaf = (field: string, op: FilterOperator, values: JsonValue[]) =>
  fc.constantFrom(...values).map((value) => ({ field, op, value }))
const OF_ACCOUNT = fc.oneof(
  leaf('region', 'eq', ['East', 'West', null]),
  leaf('region', 'ne', ['East', null]),
  leaf('region', 'in', [['East', null], ['West'], []]),
  leaf('region', 'isNull', [true, false]),
  leaf('grade', 'gte', [1, 2, 3]),
  leaf('grade', 'lt', [2, 3]),
  leaf('name', 'contains', ['a', '东']),
  leaf('label', 'contains', ['/e', '?']),
  leaf('revenue', 'gt', ['5']),
)
const OF_TASK = fc.oneof(
  leaf('done', 'eq', [true, false]),
  leaf('done', 'ne', [true]),
  leaf('effort', 'gt', [1, 2]),
  leaf('effort', 'isNull', [true, false]),
)
const OF_DEAL = fc.oneof(
  leaf('kind', 'eq', ['fresh', null]),
  leaf('kind', 'ne', ['fresh']),
  leaf('words', 'has', ['甲', 'b']),
  leaf('marks', 'hasAny', [['hot'], ['cold', 'hot']]),
  leaf('amount', 'lte', ['10', '99']),
)
type Leaf = { field: string; op: FilterOperator; value: JsonValue }
const behind = (step: string, inner: fc.Arbitrary<Leaf>) =>
  inner.map((one) => ({ ...one, field: `${step}.${one.field}` }))

/** Any filter over deals, through all that leads from them to other records. */
const dealFilter = fc.letrec<{ deal: RecordFilter; task: RecordFilter }>((tie) => ({
  deal: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(
      OF_DEAL,
      behind('account', OF_ACCOUNT),
      behind('account.parent', OF_ACCOUNT),
      behind('partners', OF_ACCOUNT),
      behind('partners.parent', OF_ACCOUNT),
    ),
    fc.record({ and: fc.array(tie('deal'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('deal'), { maxLength: 3 }) }),
    fc.record({ not: tie('deal') }),
    overChildren('tasks', tie('task')),
    overChildren('account.deals', tie('deal')),
    overChildren('account.branches', OF_ACCOUNT as fc.Arbitrary<RecordFilter>),
  ),
  task: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    fc.oneof(OF_TASK, behind('deal', OF_DEAL), behind('deal.account', OF_ACCOUNT)),
    fc.record({ not: tie('task') }),
    overChildren('notes', leaf('name', 'eq', ['n']) as fc.Arbitrary<RecordFilter>),
  ),
})).deal

function overChildren(children: string, inner: fc.Arbitrary<RecordFilter>): fc.Arbitrary<RecordFilter> {
  const count = fc.record({
    op: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
    value: fc.integer({ min: 0, max: 3 }),
  })
  const name = fc.constant(children)
  return fc.oneof(
    fc.record({ children: name, any: inner }),
    fc.record({ children: name, none: inner }),
    fc.record({ children: name, all: inner }),
    fc.record({ children: name, count, where: inner }),
    fc.record({ children: name, count }),
  ) as fc.Arbitrary<RecordFilter>
}

describe.each(DATABASE_KINDS)('filters over other records on %s', (kind) => {
  let tenon: TestRecords
  let data: RelatedData
  beforeAll(async () => {
    tenon = await openTestRecords(kind, relatedRecordsModel())
    data = await fillRelated(tenon)
  }, 60_000)
  afterAll(() => tenon?.close())

  const found = async (where: RecordFilter, entity = 'deal', ctx = tenon.system) => {
    const { records } = await tenon.findRecords(ctx, { entity, where, fields: [], limit: 200 })
    return records.map(({ id }) => id).sort()
  }
  const ids = (records: TenonRecord[]) => records.map(({ id }) => id).sort()
  const named = (name: string) => data.entities['account']?.find((one) => one['name'] === name)?.id ?? ''

  test('select what they say, through references, lists of them and children of any depth', async () => {
    const deals = data.entities['deal'] ?? []
    await fc.assert(
      fc.asyncProperty(dealFilter, async (where) => {
        expect(await found(where)).toEqual(
          ids(deals.filter((deal) => matchesRelated(data, { entity: 'deal', record: deal, where }))),
        )
      }),
      { numRuns: 200, seed: 5, endOnFailure: true, interruptAfterTimeLimit: 20000, markInterruptAsFailure: true },
    )
  })

  test('a missing record is a missing value: equal to nothing, and `not` of that is true', async () => {
    const own = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'alone' } })
    const self = { field: 'id', op: 'eq', value: own.id } as const
    const holds = async (one: RecordFilter) => (await found({ and: [self, one] })).length === 1
    expect(await holds({ field: 'account.region', op: 'eq', value: 'East' })).toBe(false)
    expect(await holds({ not: { field: 'account.region', op: 'eq', value: 'East' } })).toBe(true)
    expect(await holds({ field: 'account.region', op: 'ne', value: 'East' })).toBe(true)
    expect(await holds({ field: 'account.parent.region', op: 'isNull' })).toBe(true)
    expect(await holds({ field: 'partners.region', op: 'isNull' })).toBe(false)
    expect(await holds({ children: 'tasks', all: { field: 'done', op: 'eq', value: true } })).toBe(true)
    expect(await holds({ children: 'account.deals', count: { op: 'eq', value: 0 } })).toBe(true)
    await tenon.deleteRecord(tenon.system, { entity: 'deal', id: own.id, version: 1 })
  })

  test('deleted records count as none', async () => {
    const account = await tenon.createRecord(tenon.system, {
      entity: 'account',
      values: { name: 'gone', region: 'Gone' },
    })
    const task = await tenon.createRecord(tenon.system, { entity: 'task', values: { name: 'gone' } })
    await tenon.updateRecord(tenon.system, {
      entity: 'account',
      id: named('a1'),
      version: 1,
      values: { parent: account.id },
    })
    const where: RecordFilter = { children: 'branches', any: { field: 'name', op: 'eq', value: 'a1' } }
    expect(await found(where, 'account')).toEqual([account.id])
    const child = await tenon.createRecord(tenon.system, {
      entity: 'account',
      values: { name: 'c', parent: account.id },
    })
    await tenon.deleteRecord(tenon.system, { entity: 'account', id: child.id, version: 1 })
    expect(await found({ children: 'branches', any: { field: 'name', op: 'eq', value: 'c' } }, 'account')).toEqual([])
    await tenon.deleteRecord(tenon.system, { entity: 'task', id: task.id, version: 1 })
    await tenon.updateRecord(tenon.system, { entity: 'account', id: named('a1'), version: 2, values: { parent: null } })
  })

  test('other entities count as far as the actor may read their rows; what is hidden is told from nothing by no message', async () => {
    const person = await limitedPerson(tenon)
    const refusal = async (where: RecordFilter, entity = 'deal') =>
      found(where, entity, person).then(
        () => 'allowed',
        (error: { message: string; code: string }) => `${error.code} ${error.message}`,
      )
    const own = await tenon.createRecord(person, { entity: 'account', values: { name: 'mine', region: 'Mine' } })
    const deal = await tenon.createRecord(tenon.system, {
      entity: 'deal',
      values: { name: 'x', account: own.id, partners: [own.id, named('a1')] },
    })
    expect(await found({ field: 'account.region', op: 'isNull', value: false }, 'deal', person)).toEqual([deal.id])
    expect(await found({ field: 'partners.name', op: 'eq', value: 'a1' }, 'deal', person)).toEqual([])
    expect(await found({ field: 'partners.name', op: 'eq', value: 'mine' }, 'deal', person)).toEqual([deal.id])
    // Tasks are hidden, and so is the field `amount`.
    const any = { and: [] }
    expect(await refusal({ children: 'tasks', any })).toBe("BAD_REQUEST 'deal' has no children 'tasks'")
    expect(await refusal({ children: 'tusks', any })).toBe("BAD_REQUEST 'deal' has no children 'tusks'")
    expect(await refusal({ children: 'account.deals', any: { field: 'amount', op: 'gt', value: '1' } })).toBe(
      "BAD_REQUEST 'deal' has no field 'amount'; did you mean 'account'?",
    )
    expect(await refusal({ field: 'account.zone', op: 'eq', value: 'x' })).toBe(
      "BAD_REQUEST 'account' has no field 'zone'",
    )
    expect(await refusal({ field: 'account.secret', op: 'eq', value: 'x' })).toMatch(/sensitive/)
    expect(await refusal({ field: 'deal.name', op: 'eq', value: 'x' }, 'shadow')).toMatch(/^FORBIDDEN/)
    await tenon.deleteRecord(tenon.system, { entity: 'deal', id: deal.id, version: 1 })
  })

  test('a reference into an entity that is hidden has the error of an unknown field', async () => {
    const person = await limitedPerson(tenon)
    const task = async (field: string) =>
      tenon
        .findRecords(person, { entity: 'note', where: { field, op: 'eq', value: 'x' } })
        .catch((error: { message: string }) => error.message)
    expect(await task('task.name')).toBe("'note' has no field 'task.name'")
    expect(await task('task.nonsense')).toBe("'note' has no field 'task.nonsense'")
    expect(await task('tesk.name')).toMatch(/^'note' has no field 'tesk'/)
  })

  test('what is wrong is told with its place, and too much is refused', async () => {
    const problem = async (where: unknown) =>
      tenon.findRecords(tenon.system, { entity: 'deal', where: where as RecordFilter }).then(
        () => null,
        (error: { problems: Array<{ pointer: string; rule?: string }> }) =>
          `${error.problems[0]?.pointer} ${error.problems[0]?.rule}`,
      )
    const name = (count: number) => [...Array<string>(count).fill('account'), 'name'].join('.')
    expect(await problem({ field: 'name.region', op: 'eq', value: 1 })).toBe('/where/field path')
    expect(await problem({ field: 'account.', op: 'eq', value: 1 })).toBe('/where/field field')
    expect(await problem({ field: 'account.grade', op: 'eq', value: 'x' })).toBe('/where/value value')
    expect(await problem({ field: 'account.grade', op: 'has', value: 1 })).toBe('/where/op operator')
    expect(await problem({ field: name(FILTER_LIMITS.steps + 1), op: 'eq', value: 1 })).toBe('/where/field path')
    expect(await problem({ children: 'tasks' })).toBe('/where filter')
    expect(await problem({ children: 'tasks', any: { and: [] }, none: { and: [] } })).toBe('/where filter')
    expect(await problem({ children: 'tasks', any: { field: 'nope', op: 'eq', value: 1 } })).toBe(
      '/where/any/field field',
    )
    expect(await problem({ children: 'tasks', count: { op: 'eq', value: -1 } })).toBe('/where/count value')
    expect(await problem({ children: 'tasks', count: { op: 'has', value: 1 }, where: { and: [] } })).toBe(
      '/where/count value',
    )
    const step = { field: 'account.parent.region', op: 'eq', value: 'East' }
    expect(await problem({ or: Array(33).fill(step) })).toBe(null)
    expect(await problem({ or: Array(34).fill(step) })).toBe('/where/or/33 filterSize')
    const deep = (levels: number): unknown =>
      levels === 0 ? { and: [] } : { children: 'account.deals', any: deep(levels - 1) }
    expect(await problem(deep(9))).toBe(null)
    expect(await problem(deep(10))).toMatch(/filterSize$/)
  })

  test('the database answers them from indexes, among 100,000 records', async () => {
    const { schema } = tenon.tenant
    await tenon.database.execute(`
      insert into ${schema}.account (id, version, created_by, updated_by, name, region, grade)
      select gen_random_uuid(), 1, 'system', 'system', 'n' || g, 'r' || g, g from generate_series(1, 20000) g;
      insert into ${schema}.deal (id, version, created_by, updated_by, name, account)
      select gen_random_uuid(), 1, 'system', 'system', 'd' || g, a.id
      from generate_series(1, 5) g cross join ${schema}.account a where a.name like 'n%';
      insert into ${schema}.task (id, version, created_by, updated_by, name, deal, done)
      select gen_random_uuid(), 1, 'system', 'system', 't' || d.name, d.id, false
      from ${schema}.deal d join ${schema}.account a on a.id = d.account where a.grade % 100 = 0;
      analyze ${schema}.account; analyze ${schema}.deal; analyze ${schema}.task;`)
    const scope = await makeOpenScope(tenon)(tenon.system, { entity: 'deal', action: 'read' })
    const plan = async (where: RecordFilter) => {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain select id from ${sql.id(schema, 'deal')} r where ${matchingRows(scope, { where, alias: 'r' })}
        order by created_at desc, id desc limit 51`.execute(tenon.database.tenant(schema))
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    }
    const one = { field: 'id', op: 'eq', value: data.entities['deal']?.[0]?.id ?? '' } as const
    const rare = await plan({ children: 'tasks', any: { field: 'done', op: 'eq', value: true } })
    expect(rare).not.toMatch(/Seq Scan on deal/)
    const byParent = await plan({ field: 'account.id', op: 'eq', value: named('a1') })
    expect(byParent).toMatch(/Index .*Scan/)
    expect(byParent).not.toMatch(/Seq Scan on deal/)
    const counted = await plan({ and: [one, { children: 'tasks', count: { op: 'gte', value: 2 } }] })
    expect(counted).not.toMatch(/Seq Scan/)
  })
})

async function limitedPerson(tenon: TestRecords) {
  const open = { read: 'all', create: 'all' } as const
  const grants = {
    account: { read: 'own', create: 'all' },
    deal: { ...open, fields: { amount: { read: false, write: false } } },
    note: open,
  }
  await sql`insert into ${sql.id(tenon.tenant.schema, '_role')} (name, label, grants)
    values ('limited', '{"en":"Limited"}', ${JSON.stringify(grants)}::jsonb) on conflict do nothing`.execute(
    tenon.database.control,
  )
  tenon.access.forget(tenon.tenant.schema)
  return tenon.addUser('Lim', ['limited'])
}
