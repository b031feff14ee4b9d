import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openRuledRecords, type RuledRecords } from './open-ruled-records.ts'

const REASON = 'The board has decided it'

describe.each(DATABASE_KINDS)('passing over the rules of a pipeline on %s', (kind) => {
  let tenon: RuledRecords
  let chief: RequestContext
  let admin: RequestContext
  beforeAll(async () => {
    tenon = await openRuledRecords(kind)
    const grants: RoleGrants = { deal: { override: true } }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'chief', label: JSON.stringify({ en: 'Chief' }), grants: JSON.stringify(grants) })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    chief = await tenon.addPerson('Chi', ['staff', 'chief'])
    admin = await tenon.addPerson('Ad', ['admin'])
    await tenon.rule({
      skipping: false,
      stages: {
        three: {
          wipLimit: 1,
          entry: {
            requiredFields: ['closesOn'],
            guards: [
              { name: 'code', label: { en: 'Code says so', 'zh-CN': '代码检查' } },
              { name: 'many', label: { en: 'Many' }, condition: 'quantity > 1' },
            ],
          },
        },
      },
      transitionRules: [{ name: 'third', label: { en: 'Third' }, to: ['three'], approval: { roles: ['boss'] } }],
      lossReason: { field: 'lossReason' },
    })
  })
  afterAll(() => tenon?.close())

  const override = (ctx: RequestContext, record: { id: string; version: number }, values: object) =>
    tenon.updateRecord(ctx, {
      ...{ entity: 'deal', id: record.id, version: record.version },
      values: { ...values },
      override: { reason: REASON },
    })

  test('takes the right to it, which admins do not have by themselves, whatever the rules would say', async () => {
    const deal = await tenon.deal()
    const before = await tenon.counts('_audit', '_stage_history')
    for (const stage of ['two', 'three', 'one'])
      await expect(override(admin, deal, { stage })).rejects.toMatchObject({
        code: 'FORBIDDEN',
        problems: [{ pointer: '/override', rule: 'access' }],
      })
    expect(await tenon.counts('_audit', '_stage_history')).toEqual(before)
  })

  test('makes the move without asking code, and keeps the reason and what was passed over', async () => {
    let asked = 0
    tenon.hooks.guard = () => {
      asked += 1
      return { kind: 'reject', message: 'no' }
    }
    await tenon.deal({ stage: 'two' })
    await sql`update ${sql.id(tenon.tenant.schema, 'deal')} set stage = 'three'`.execute(tenon.database.control)
    const deal = await tenon.deal()
    expect(await override(chief, deal, { stage: 'three' })).toMatchObject({ stage: 'three' })
    expect(asked).toBe(0)
    const rules = ['skipping', 'approval', 'stageRequired', 'condition', 'wipLimit', 'guard'].map((rule) => ({ rule }))
    const [newest] = await tenon.history(deal.id)
    expect(newest).toMatchObject({ reason: REASON, actorName: 'Chi', override: { reason: REASON, rules } })
    const { rows } = await sql<{
      override: unknown
    }>`select override from ${sql.id(tenon.tenant.schema, '_stage_history')}
      where record_id = ${deal.id}::uuid order by id desc limit 1`.execute(tenon.database.control)
    expect(rows).toMatchObject([{ override: { reason: REASON, rules } }])
  })

  test('passes over neither the schema’s validation nor rights', async () => {
    const deal = await tenon.deal()
    await expect(override(chief, deal, { stage: 'three', quantity: 'many' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/quantity' }],
    })
    await expect(override(chief, deal, { stage: 'nowhere' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const grants: RoleGrants = { deal: { read: 'all', override: true } }
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'looker', label: JSON.stringify({ en: 'Looker' }), grants: JSON.stringify(grants) })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const looker = await tenon.addPerson('Loo', ['looker'])
    await expect(override(looker, deal, { stage: 'two' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('empties what a stage holds, and is noted for that too', async () => {
    const lost = await tenon.deal({ stage: 'lost', lossReason: 'price' })
    expect(await override(chief, lost, { lossReason: null })).toMatchObject({ lossReason: null, stage: 'lost' })
    const [newest] = await tenon.history(lost.id)
    expect(newest?.override).toEqual({ reason: REASON, rules: [{ rule: 'lossReason', message: expect.any(String) }] })
  })
})
