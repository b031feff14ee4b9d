import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

describe.each(DATABASE_KINDS)('a record that names itself on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon?.close())

  test('is told with the title that a change gives it, as it is when it is read', async () => {
    const { id } = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Old' } })
    const change = (version: number, values: object) =>
      tenon.updateRecord(tenon.system, { entity: 'account', id, version, values: { ...values } })
    await change(1, { parent: id })
    const renamed = await change(2, { name: 'New' })
    expect(renamed.$labels).toEqual({ [id]: 'New' })
    expect((await tenon.getRecord(tenon.system, { entity: 'account', id })).$labels).toEqual({ [id]: 'New' })
    expect((await change(3, { parent: null, name: 'Newer' })).$labels).toEqual({})
  })
})
