import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

describe.each(DATABASE_KINDS)('what is asked again and again on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())

  const account = (name: string) => tenon.createRecord(tenon.system, { entity: 'account', values: { name } })
  const get = (id: string, fields?: string[]) =>
    tenon.getRecord(tenon.system, { entity: 'account', id, ...(fields !== undefined && { fields }) })

  test('gives each record its own answer, with the fields that were chosen', async () => {
    const [one, other] = [await account('One'), await account('Other')]
    for (const { id } of [one, other, one, other]) {
      const name = id === one.id ? 'One' : 'Other'
      expect(await get(id)).toMatchObject({ id, name })
      expect(await get(id, ['name'])).toEqual({ id, version: 1, name })
      expect(await get(id, [])).toEqual({ id, version: 1 })
    }
  })

  test('no name of a field passes for a choice that was made before', async () => {
    const { id } = await account('Chosen')
    await get(id)
    await get(id, ['name', 'version'])
    for (const fields of [['*'], ['undefined'], ['name,version']]) {
      await expect(get(id, fields)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
  })

  test('writes down each write under its own request', async () => {
    const requests = ['01a201c6-0caa-7a7f-bbeb-4fa2af7471d1', '01a201c6-0caa-7a7f-bbeb-4fa2af7471d2']
    for (const requestId of requests) {
      const ctx = { ...tenon.system, requestId }
      const { id } = await tenon.createRecord(ctx, { entity: 'account', values: { name: requestId } })
      await tenon.updateRecord(ctx, { entity: 'account', id, version: 1, values: { name: `${requestId} changed` } })
    }
    const { rows } = await sql<{ request_id: string; action: string }>`
      select request_id, action from ${sql.id(tenon.tenant.schema, '_audit')}
      where request_id in (${sql.join(requests)}) order by id`.execute(tenon.database.control)
    const told = rows.map(({ request_id, action }) => [request_id, action])
    expect(told).toEqual(
      requests.flatMap((request) => [
        [request, 'create'],
        [request, 'update'],
      ]),
    )
  })
})
