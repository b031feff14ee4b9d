import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeDuplicateSearches } from '../../../core/src/duplicates/make-duplicate-searches.ts'
import { duplicatesModel } from '../records/duplicates/duplicates-model.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

let tenon: TestRecords
let admin: RequestContext
beforeAll(async () => {
  tenon = await openTestRecords('postgres', duplicatesModel())
  admin = await tenon.addUser('Ada', ['admin'])
})
afterAll(() => tenon?.close())

test('a search for duplicates whose connection to the database is lost is left to whoever goes on, and ends as found', async () => {
  const faults: unknown[] = []
  const searches = makeDuplicateSearches({ ...tenon, onError: (error) => void faults.push(error) })
  for (const code of ['same', 'same', 'other'])
    await tenon.createRecord(admin, { entity: 'person', values: { name: 'P', code } })
  const { transaction } = tenon.database
  const lost = vi.fn()
  let begun = false
  tenon.database.transaction = async (schema, work) => {
    if (begun) {
      lost()
      throw new Error('Connection terminated unexpectedly')
    }
    begun = true
    return transaction(schema, work)
  }
  const asked = { entity: 'person', rule: 'code' }
  await searches.verbs.startSearch(admin, asked)
  await vi.waitFor(() => expect(lost).toHaveBeenCalled(), { timeout: 20_000 })
  tenon.database.transaction = transaction
  await searches.close()
  expect(await searches.verbs.search(admin, asked)).toMatchObject({ status: 'running', error: null })
  const next = makeDuplicateSearches({ ...tenon, onError: (error) => void faults.push(error) })
  await next.goOn(tenon.tenant)
  expect(await next.verbs.search(admin, asked)).toMatchObject({ status: 'done' })
  expect((await next.verbs.groups(admin, asked)).count).toBe(1)
  expect(faults).toMatchObject([{ message: 'Connection terminated unexpectedly' }])
  await next.close()
})

test('a search that finds no room in the database says so, is taken up later, and then says nothing of it', async () => {
  const searches = makeDuplicateSearches({ ...tenon, onError: () => undefined })
  const { transaction } = tenon.database
  const full = vi.fn()
  let begun = false
  tenon.database.transaction = async (schema, work) => {
    if (begun) {
      full()
      throw Object.assign(new Error('No space left on device'), { code: '53100' })
    }
    begun = true
    return transaction(schema, work)
  }
  const asked = { entity: 'person', rule: 'code' }
  await searches.verbs.startSearch(admin, asked)
  await vi.waitFor(() => expect(full).toHaveBeenCalled(), { timeout: 20_000 })
  tenon.database.transaction = transaction
  await searches.close()
  const waiting = { status: 'running', error: expect.stringContaining('no room') }
  expect(await searches.verbs.search(admin, asked)).toMatchObject(waiting)
  const next = makeDuplicateSearches({ ...tenon, onError: () => undefined })
  await next.goOn(tenon.tenant)
  expect(await next.verbs.search(admin, asked)).toMatchObject(waiting)
  await sql`update ${sql.id(tenon.tenant.schema, '_duplicate_search')} set touched_at = now() - interval '2 minutes'`.execute(
    tenon.database.control,
  )
  await next.goOn(tenon.tenant)
  expect(await next.verbs.search(admin, asked)).toMatchObject({ status: 'done', error: null })
  await next.close()
})
