import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeImports } from '../../../core/src/bulk/make-imports.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestBulk, type TestBulk } from '../bulk/open-test-bulk.ts'

describe.each(DATABASE_KINDS)('imports that two processes work on, on %s', (kind) => {
  let tenon: TestBulk
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openTestBulk(kind)
    admin = await tenon.addUser('Ada', ['admin'])
  })
  afterEach(() => {
    expect(tenon.faults.splice(0)).toEqual([])
  })
  afterAll(() => tenon.close())

  const named = async (name: string) => {
    const where = { field: 'name', op: 'eq', value: name } as const
    return (await tenon.findRecords(tenon.system, { entity: 'deal', where })).records
  }

  test('one whose process was only silent for too long makes no record any more: each row is told as what the other process made of it', async () => {
    const { runBefore } = tenon.hooks
    const gates = Array.from({ length: 2 }, () => Promise.withResolvers<void>())
    let calls = 0
    tenon.hooks.runBefore = async (ctx, input) => {
      const gate = gates[calls]
      calls += 1
      await gate?.promise
      return runBefore(ctx, input)
    }
    const slow = tenon.another()
    const plan = {
      entity: 'deal',
      file: 'a.csv',
      content: new TextEncoder().encode('Name\nSilent 1\nSilent 2\n'),
      fields: ['name'],
    }
    const begun = await makeImports(tenon, slow).start(admin, plan)
    await expect.poll(() => calls).toBe(1)
    await sql`update ${sql.id(tenon.tenant.schema, '_bulk_run')} set touched_at = now() - interval '2 minutes'
      where id = ${begun.id}::uuid`.execute(tenon.database.control)
    const goneOn = tenon.bulk.goOn(tenon.tenant)
    await expect.poll(() => calls).toBe(2)
    gates[0]?.resolve()
    await slow.close()
    expect(await named('Silent 1')).toEqual([])
    gates[1]?.resolve()
    await goneOn
    tenon.hooks.runBefore = runBefore
    expect(await tenon.bulk.get(admin, begun)).toMatchObject({ status: 'done', done: 2, refused: 0 })
    const { rows } = await tenon.bulk.report(admin, { id: begun.id, limit: 200 })
    expect(rows.map(({ line, state, message }) => [line, state, message]).sort()).toEqual([
      [2, 'done', null],
      [3, 'done', null],
    ])
    expect(await named('Silent 1')).toHaveLength(1)
  })
})
