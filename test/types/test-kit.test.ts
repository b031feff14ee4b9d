import type { HistoryEntry } from '@tenon/sdk/contract/api-contract'
import type { RecordPage } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Fixtures, openTestTenant, TestActor, TestClock, TestTenant } from '@tenon/sdk/testing'
import { expectTypeOf, test } from 'vitest'

const FIXTURES = {
  mia: { entity: 'contact', values: { fullName: 'Mia' } },
  car: { entity: 'vehicle', values: { owner: { $ref: 'mia' }, tags: ['a'], price: { amount: '1', currency: 'EUR' } } },
} satisfies Fixtures

test('the fixtures of a test are known by name, and no others', () => {
  type Tenant = Awaited<ReturnType<typeof openTestTenant<typeof FIXTURES>>>
  expectTypeOf<Tenant>().toEqualTypeOf<TestTenant<typeof FIXTURES>>()
  expectTypeOf<keyof Tenant['fixtures']>().toEqualTypeOf<'mia' | 'car'>()
  expectTypeOf<Tenant['fixtures']['mia']>().toEqualTypeOf<TenonRecord>()
})

test('an actor has every verb of records, and the tenant its clock', () => {
  expectTypeOf<ReturnType<TestActor['create'] | TestActor['update'] | TestActor['move']>>().toEqualTypeOf<
    Promise<TenonRecord>
  >()
  expectTypeOf<ReturnType<TestActor['delete'] | TestActor['restore']>>().toEqualTypeOf<Promise<TenonRecord>>()
  expectTypeOf<ReturnType<TestActor['find']>>().toEqualTypeOf<Promise<RecordPage<TenonRecord>>>()
  expectTypeOf<ReturnType<TestActor['history']>>().toEqualTypeOf<Promise<HistoryEntry[]>>()
  expectTypeOf<TestTenant['clock']>().toEqualTypeOf<TestClock>()
  expectTypeOf<Parameters<TestClock['advance']>[0]>().toEqualTypeOf<{
    days?: number
    hours?: number
    minutes?: number
    seconds?: number
  }>()
})
