import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openRuledRecords, type RuledRecords } from './open-ruled-records.ts'

const RULES = [
  { name: 'discount', label: { en: 'Discount', 'zh-CN': '折扣' }, to: ['two'], approval: { roles: ['boss'] } },
  { name: 'winning', label: { en: 'Winning' }, to: ['won'], approval: { manager: true } },
  { name: 'legal', label: { en: 'Legal' }, to: ['won'], approval: { roles: ['lawyer'] } },
]

describe.each(DATABASE_KINDS)('approval of moves on %s', (kind) => {
  let tenon: RuledRecords
  let boss: RequestContext
  let manager: RequestContext
  let seller: RequestContext
  let lawyer: RequestContext
  beforeAll(async () => {
    tenon = await openRuledRecords(kind)
    boss = await tenon.addPerson('Bo', ['staff', 'boss'])
    manager = await tenon.addPerson('Mia', ['staff'])
    lawyer = await tenon.addPerson('Lex', ['staff', 'lawyer'])
    seller = await tenon.addPerson('Sel', ['staff'], manager.actor.id)
  })
  beforeEach(() => tenon.rule({ transitionRules: RULES }))
  afterAll(() => tenon?.close())

  const ask = (record: { id: string; version: number }, stage = 'two', more = {}) =>
    tenon.approvals.request(seller, { entity: 'deal', id: record.id, version: record.version, stage, ...more })
  const stageOf = async (id: string) => (await tenon.getRecord(tenon.system, { entity: 'deal', id })).stage

  test('a move that needs it is refused with who can agree, and whoever can makes it', async () => {
    const deal = await tenon.deal({}, seller)
    await expect(tenon.move(seller, deal, 'two')).rejects.toMatchObject({
      code: 'TRANSITION_REFUSED',
      message: 'Discount needs approval; one of them has to agree: boss.',
      problems: [
        { pointer: '/stage', rule: 'approval', guard: 'discount', approvers: [{ kind: 'role', role: 'boss' }] },
      ],
    })
    expect(await tenon.move(boss, deal, 'two')).toMatchObject({ stage: 'two' })
  })

  test('it is asked for, seen by those who can decide, and carried out in the requester’s name', async () => {
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal, 'two', { values: { quantity: 7 }, comment: ' Please ' })
    expect(asked).toMatchObject({
      status: 'open',
      comment: 'Please',
      values: { quantity: 7 },
      from: { stage: 'one', label: 'One' },
      to: { stage: 'two', label: 'Two' },
      requestedBy: { name: 'Sel' },
      isMine: true,
      mayDecide: false,
      rules: [{ name: 'discount', agreedBy: null }],
    })
    const waiting = (ctx: RequestContext) => tenon.approvals.list(ctx, { of: 'toDecide' })
    expect((await waiting(boss)).map(({ id }) => id)).toContain(asked.id)
    expect((await waiting(seller)).map(({ id }) => id)).not.toContain(asked.id)
    expect(await stageOf(deal.id)).toBe('one')
    const ahead = await tenon.readMoves(seller, { entity: 'deal', id: deal.id })
    expect(ahead.moves.find(({ stage }) => stage === 'two')).toMatchObject({ needsApproval: true, approval: asked.id })
    await tenon.updateRecord(seller, { entity: 'deal', id: deal.id, version: 1, values: { name: 'Other name' } })
    const agreed = await tenon.approvals.decide(boss, { id: asked.id, agree: true, comment: 'Go' })
    expect(agreed).toMatchObject({ status: 'agreed', decision: { by: { name: 'Bo' }, comment: 'Go' }, refusal: null })
    const record = await tenon.getRecord(tenon.system, { entity: 'deal', id: deal.id })
    expect(record).toMatchObject({
      stage: 'two',
      quantity: 7,
      name: 'Other name',
      updatedBy: `user:${seller.actor.id}`,
    })
    const moved = (await tenon.history(deal.id)).find(({ changes }) => changes['stage'] !== undefined)
    expect(moved).toMatchObject({ actorName: 'Sel', approvedBy: ['Bo'] })
    const { rows } = await sql`select approval, approved_by from ${sql.id(tenon.tenant.schema, '_stage_history')}
      where record_id = ${deal.id}::uuid order by id desc limit 1`.execute(tenon.database.control)
    expect(rows).toEqual([{ approval: asked.id, approved_by: [`user:${boss.actor.id}`] }])
    await expect(tenon.approvals.decide(boss, { id: asked.id, agree: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  test('several rules need the agreement of each, the manager’s among them', async () => {
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal, 'won')
    expect(asked.approvers).toMatchObject([
      { kind: 'manager', name: 'Mia' },
      { kind: 'role', role: 'lawyer' },
    ])
    await expect(tenon.approvals.decide(boss, { id: asked.id, agree: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const half = await tenon.approvals.decide(manager, { id: asked.id, agree: true })
    expect(half).toMatchObject({
      status: 'open',
      rules: [
        { name: 'winning', agreedBy: { name: 'Mia' } },
        { name: 'legal', agreedBy: null },
      ],
    })
    expect(await stageOf(deal.id)).toBe('one')
    await tenon.approvals.decide(lawyer, { id: asked.id, agree: true })
    expect(await stageOf(deal.id)).toBe('won')
  })

  test('a manager may not agree to the own record, and nobody can for somebody without one', async () => {
    const deal = await tenon.deal({}, manager)
    const refused = tenon.move(manager, deal, 'won')
    await expect(refused).rejects.toMatchObject({
      problems: [
        {
          rule: 'approval',
          guard: 'winning',
          message: 'Winning needs approval; nobody can: the record’s owner has no manager.',
          approvers: [],
        },
        { rule: 'approval', guard: 'legal' },
      ],
    })
    const sold = await tenon.deal({}, seller)
    await expect(tenon.move(manager, sold, 'won')).rejects.toMatchObject({ problems: [{ guard: 'legal' }] })
    // Taking the record over along with the move makes nobody else its manager.
    await expect(tenon.move(seller, sold, { stage: 'won', ownerId: manager.actor.id })).rejects.toMatchObject({
      problems: [{ guard: 'winning' }, { guard: 'legal' }],
    })
  })

  test('what else stands in the way is told when it is asked; so is that nobody need be asked', async () => {
    await tenon.rule({ transitionRules: RULES, stages: { two: { entry: { requiredFields: ['closesOn'] } } } })
    const deal = await tenon.deal({}, seller)
    await expect(ask(deal)).rejects.toMatchObject({ problems: [{ pointer: '/closesOn', rule: 'stageRequired' }] })
    await expect(ask(deal, 'two', { values: { closesOn: 'soon' } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    await expect(ask(deal, 'three')).rejects.toMatchObject({ code: 'CONFLICT' })
    await ask(deal, 'two', { values: { closesOn: '2026-05-01' } })
    await expect(ask(deal, 'two', { values: { closesOn: '2026-05-02' } })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('a move that is refused meanwhile leaves the request open with the reason; agreed to again it is made', async () => {
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal)
    await tenon.rule({ transitionRules: RULES, stages: { two: { entry: { requiredFields: ['closesOn'] } } } })
    const tried = await tenon.approvals.decide(boss, { id: asked.id, agree: true })
    expect(tried).toMatchObject({
      status: 'open',
      refusal: { message: 'Two needs Closes on to be filled in.', problems: [{ pointer: '/closesOn' }] },
      rules: [{ agreedBy: null }],
    })
    await tenon.updateRecord(seller, { entity: 'deal', id: deal.id, version: 1, values: { closesOn: '2026-05-01' } })
    expect(await tenon.approvals.decide(boss, { id: asked.id, agree: true })).toMatchObject({ status: 'agreed' })
    expect(await stageOf(deal.id)).toBe('two')
  })

  test('each reader is told in their own language why it was refused, and nothing of a field that is closed to them', async () => {
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal)
    await tenon.rule({ transitionRules: RULES, stages: { two: { entry: { requiredFields: ['closesOn'] } } } })
    await tenon.approvals.decide({ ...boss, locale: 'zh-CN' }, { id: asked.id, agree: true })
    const told = async (ctx: RequestContext) => {
      const all = await tenon.approvals.list(ctx, { of: 'record', entity: 'deal', id: deal.id })
      return all[0]?.refusal
    }
    expect(await told(seller)).toMatchObject({
      message: 'Two needs Closes on to be filled in.',
      problems: [{ pointer: '/closesOn' }],
    })
    expect(await told({ ...manager, locale: 'zh-CN' })).toMatchObject({
      message: expect.stringContaining('Closes on（中）'),
      problems: [{ pointer: '/closesOn', message: expect.stringContaining('Closes on（中）') }],
    })
    const fields = { closesOn: { read: false, write: false } }
    const grants = { deal: { read: 'all', create: 'none', update: 'none', delete: 'none', fields } }
    const row = { name: 'dayless', label: '{"en":"D"}', grants: JSON.stringify(grants) }
    await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
    tenon.access.forget(tenon.tenant.schema)
    expect(await told(await tenon.addPerson('Day', ['dayless']))).toEqual({
      message: 'The move was refused for a reason that concerns what you cannot see.',
      problems: [],
      at: expect.any(String),
    })
  })

  test('it is declined, or withdrawn by whoever has asked, and then is open no more', async () => {
    const deal = await tenon.deal({}, seller)
    const first = await ask(deal)
    expect(await tenon.approvals.decide(boss, { id: first.id, agree: false, comment: 'No' })).toMatchObject({
      status: 'declined',
      decision: { comment: 'No' },
    })
    const second = await ask(deal)
    await expect(tenon.approvals.withdraw(boss, { id: second.id })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await tenon.approvals.withdraw(seller, { id: second.id })).toMatchObject({ status: 'withdrawn' })
    await expect(tenon.approvals.decide(boss, { id: second.id, agree: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await stageOf(deal.id)).toBe('one')
    const mine = await tenon.approvals.list(seller, { of: 'record', entity: 'deal', id: deal.id })
    expect(mine.map(({ status }) => status)).toEqual(['withdrawn', 'declined'])
  })

  test('it lapses when the record moves otherwise, goes away and comes back, or its stage is gone', async () => {
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal)
    const there = await tenon.move(seller, deal, 'three')
    const back = await tenon.move(seller, there, 'one')
    const statusOf = async (id: string) => {
      const all = await tenon.approvals.list(seller, { of: 'asked' })
      return all.find((one) => one.id === id)?.status
    }
    expect(await statusOf(asked.id)).toBe('lapsed')
    await expect(tenon.approvals.decide(boss, { id: asked.id, agree: true })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    const again = await ask(back)
    const gone = await tenon.deleteRecord(tenon.system, { entity: 'deal', id: deal.id, version: back.version })
    await tenon.restoreRecord(tenon.system, { entity: 'deal', id: deal.id, version: gone.version })
    expect(await statusOf(again.id)).toBe('lapsed')
    const last = await ask({ id: deal.id, version: gone.version + 1 })
    await tenon.rule({ transitionRules: [] })
    expect(await statusOf(last.id)).toBe('lapsed')
  })

  test('whoever may not read the record learns of no request, and who has left moves nothing', async () => {
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({ name: 'boss', label: '{"en":"Boss"}', grants: '{}' })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const blind = await tenon.addPerson('Bli', ['boss'])
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal)
    expect(await tenon.approvals.list(blind, { of: 'toDecide' })).toEqual([])
    await expect(tenon.approvals.decide(blind, { id: asked.id, agree: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    const leaver = await tenon.addPerson('Lea', ['staff'])
    const own = await tenon.deal({}, leaver)
    const theirs = await tenon.approvals.request(leaver, { entity: 'deal', id: own.id, version: 1, stage: 'two' })
    tenon.forget(leaver.actor.id)
    const tried = await tenon.approvals.decide(boss, { id: theirs.id, agree: true })
    expect(tried).toMatchObject({ status: 'open', refusal: { message: 'Whoever has asked may not sign in any more.' } })
    expect(await stageOf(own.id)).toBe('one')
  })

  test('two who agree at once make one move', async () => {
    const second = await tenon.addPerson('Bea', ['staff', 'boss'])
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal)
    const before = await tenon.count('_stage_history')
    const tries = await Promise.allSettled(
      [boss, second].map((ctx) => tenon.approvals.decide(ctx, { id: asked.id, agree: true })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await tenon.count('_stage_history')).toBe(before + 1)
  })

  test('asking and deciding are told by events of Tenon itself', async () => {
    const deal = await tenon.deal({}, seller)
    const asked = await ask(deal)
    await tenon.approvals.decide(boss, { id: asked.id, agree: true })
    const { rows } = await sql<{ name: string; payload: object }>`select name, payload
      from ${sql.id(tenon.tenant.schema, '_outbox')} where payload ->> 'approval' = ${asked.id} order by id`.execute(
      tenon.database.control,
    )
    expect(rows).toMatchObject([
      { name: 'tenon.approvalRequested', payload: { recordId: deal.id, to: 'two', status: 'open', decidedBy: null } },
      { name: 'tenon.approvalDecided', payload: { status: 'agreed', decidedBy: `user:${boss.actor.id}` } },
    ])
  })
})
