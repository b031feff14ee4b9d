import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../../support/open-test-database.ts'
import { hearStatements } from '../hear-statements.ts'
import { openTestRecords, type TestRecords } from '../open-test-records.ts'
import { rollupsModel } from './rollups-model.ts'

const TOTAL = { groupBy: ['stage'], measures: { total: { measure: 'sum', field: 'amount' } } } as const

describe.each(DATABASE_KINDS)('whoever does not see everything on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, rollupsModel())
    const grants = {
      seller: { deal: { create: 'all', read: 'own', update: 'all' } },
      west: { deal: { read: { where: "colour == 'red'" } } },
      blind: { deal: { read: 'all', fields: { amount: { read: false, write: false } } } },
      reader: { deal: { read: 'all' } },
      // Both see some rows, and only one of them the amounts.
      mixed: { deal: { read: 'own' } },
    }
    for (const [name, permissions] of Object.entries(grants)) {
      await tenon.database
        .tenant(tenon.tenant.schema)
        .insertInto('_role')
        .values({ name, label: JSON.stringify({ en: name }), grants: JSON.stringify(permissions) })
        .execute()
    }
    const values = { name: 'x', stage: 'won', colour: 'green', amount: { amount: '5.00', currency: 'EUR' } }
    await tenon.createRecords(tenon.system, { entity: 'deal', records: [values, values] })
  }, 60_000)
  afterAll(() => tenon?.close())

  async function ask(ctx: RequestContext, question: object) {
    const heard: string[] = []
    const stop = hearStatements(tenon.database, (text) => heard.push(text))
    const answer = await tenon.groupRecords(ctx, { entity: 'deal', ...question } as never).finally(stop)
    return { answer, usesRollup: heard.some((text) => text.includes('_rollup')) }
  }

  test.each(['seller', 'west', 'mixed'])('%s gets sums of the records in sight, from the rows', async (role) => {
    const ctx = await tenon.addUser(role, [role])
    const { answer, usesRollup } = await ask(ctx, TOTAL)
    expect([answer.groups, usesRollup]).toEqual([[], false])
  })

  test('who does not see a field is told that there is none, and counts without it', async () => {
    const ctx = await tenon.addUser('Blind', ['blind'])
    await expect(ask(ctx, TOTAL)).rejects.toMatchObject({ code: 'BAD_REQUEST', problems: [{ rule: 'field' }] })
    const { answer, usesRollup } = await ask(ctx, { groupBy: ['stage'] })
    expect(answer.groups).toEqual([{ values: ['won'], measures: { count: 2 } }])
    expect(usesRollup).toBe(true)
  })

  test('who sees a field on some rows only gets what these have', async () => {
    const ctx = await tenon.addUser('Mixed', ['blind', 'mixed'])
    const { answer, usesRollup } = await ask(ctx, TOTAL)
    expect([answer.groups, usesRollup]).toEqual([[{ values: ['won'], measures: { total: [] } }], false])
  })

  test('who sees all gets them from the rollup, and from the rows where it has not what is asked for', async () => {
    const ctx = await tenon.addUser('Reader', ['reader'])
    const euros = [{ values: ['won'], measures: { total: [{ amount: '10', currency: 'EUR' }] } }]
    expect(await ask(ctx, TOTAL)).toMatchObject({ answer: { groups: euros }, usesRollup: true })
    for (const other of [
      { ...TOTAL, search: 'x' },
      { ...TOTAL, where: { field: 'colour', op: 'eq', value: 'green' } },
      { ...TOTAL, where: { field: 'stage', op: 'ne', value: 'lost' } },
      { ...TOTAL, measures: { least: { measure: 'min', field: 'amount' } } },
      { ...TOTAL, measures: { fee: { measure: 'sum', field: 'fee' } } },
      { groupBy: ['pieces'] },
      { groupBy: [{ field: 'closesOn', per: 'year' }] },
    ])
      expect(await ask(ctx, other)).toMatchObject({ usesRollup: false })
    await expect(ask(ctx, { ...TOTAL, where: { field: 'stage', op: 'in', value: 'won' } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  test('who does not see a field is not told of rollups over it', async () => {
    const names = async (ctx: RequestContext) =>
      (await tenon.viewModel(ctx)).entities['deal']?.rollups?.map(({ name }) => name)
    expect(await names(await tenon.addUser('Blind', ['blind']))).toEqual(['byDay', 'bySort'])
    expect(await names(tenon.system)).toEqual(['byStage', 'byMonth', 'byDay', 'bySort'])
  })

  test('nobody is answered from one that is not counted yet', async () => {
    const ctx = await tenon.addUser('Early', ['reader'])
    const rollup = sql.id(tenon.tenant.schema, '_rollup')
    await sql`update ${rollup} set filled_at = null`.execute(tenon.database.control)
    await sql`delete from ${sql.id(tenon.tenant.schema, '_rollup_total')}`.execute(tenon.database.control)
    await sql`delete from ${sql.id(tenon.tenant.schema, '_rollup_delta')}`.execute(tenon.database.control)
    const { answer } = await ask(ctx, { groupBy: ['stage'] })
    expect(answer.groups).toEqual([{ values: ['won'], measures: { count: 2 } }])
  })
})
