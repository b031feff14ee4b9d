import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openRuledRecords, type RuledRecords } from './open-ruled-records.ts'

const USD = (amount: string) => ({ amount, currency: 'USD' })

describe.each(DATABASE_KINDS)('rules of pipelines on %s', (kind) => {
  let tenon: RuledRecords
  beforeAll(async () => {
    tenon = await openRuledRecords(kind)
  })
  afterAll(() => tenon?.close())

  const refusal = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => null,
      (cause: unknown) => cause,
    )
    return error as {
      code: string
      message: string
      problems: Array<{ pointer: string; rule: string; guard?: string }>
    }
  }
  const rulesOf = async (attempt: Promise<unknown>) => {
    const error = await refusal(attempt)
    expect(error?.code).toBe('TRANSITION_REFUSED')
    return error.problems.map(({ rule }) => rule)
  }

  test('all that refuses a move is told at once: fields of both stages, and each condition with its guard and fields', async () => {
    await tenon.rule({
      stages: {
        one: { exit: { requiredFields: ['closesOn'] } },
        two: {
          entry: {
            requiredFields: ['contact'],
            guards: [
              {
                name: 'bigEnough',
                label: { en: 'Big enough', 'zh-CN': '金额足够' },
                message: { en: 'at least 100 are needed', 'zh-CN': '至少需要 100' },
                condition: 'amount.amount >= 100 && quantity > 1',
              },
              {
                name: 'ofGroup',
                label: { en: 'Of the group' },
                condition: 'account.parent.name == "Group"',
                fields: ['account'],
              },
            ],
          },
        },
      },
    })
    const deal = await tenon.deal({ amount: USD('5') })
    const chinese = tenon.as(tenon.system.actor, 'zh-CN')
    const before = await tenon.counts('_audit', '_outbox', '_stage_history')
    expect(await refusal(tenon.move(chinese, deal, 'two'))).toMatchObject({
      code: 'TRANSITION_REFUSED',
      guard: 'bigEnough',
      message: '进入“阶段two”前请填写：Closes on（中）、Contact（中）。 金额足够：至少需要 100 未满足“Of the group”。',
      problems: [
        { pointer: '/closesOn', rule: 'stageRequired' },
        { pointer: '/contact', rule: 'stageRequired' },
        { pointer: '/amount', rule: 'condition', guard: 'bigEnough', message: '至少需要 100' },
        { pointer: '/quantity', rule: 'condition', guard: 'bigEnough' },
        { pointer: '/account', rule: 'condition', guard: 'ofGroup' },
      ],
    })
    expect(await tenon.counts('_audit', '_outbox', '_stage_history')).toEqual(before)
  })

  test('a condition sees the record as it would be stored, references over several steps, and what was before', async () => {
    await tenon.rule({
      stages: {
        two: {
          entry: {
            guards: [
              { name: 'ofGroup', label: { en: 'Group' }, condition: 'account.parent.name == "Group"' },
              { name: 'grown', label: { en: 'Grown' }, condition: 'old.quantity == null || quantity > old.quantity' },
              {
                name: 'derived',
                label: { en: 'Derived' },
                condition: 'doubled == 10 && old.doubled != 10 && lineCount == 1',
              },
            ],
          },
        },
      },
    })
    const group = await tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Group' } })
    const part = await tenon.createRecord(tenon.system, {
      entity: 'account',
      values: { name: 'Part', parent: group.id },
    })
    const deal = await tenon.deal({ quantity: 3 })
    await tenon.createRecord(tenon.system, { entity: 'line', values: { text: 'A', deal: deal.id } })
    const lacking = await refusal(tenon.move(tenon.system, deal, { stage: 'two', quantity: 2 }))
    expect(lacking.problems.map(({ guard }) => guard)).toEqual(['ofGroup', 'grown', 'derived'])
    const moved = await tenon.move(tenon.system, deal, { stage: 'two', quantity: 5, account: part.id })
    expect(moved).toMatchObject({ stage: 'two' })
  })

  test('of a new record old has nothing, and a sum of its children is of none', async () => {
    const guards = [
      { name: 'fresh', label: { en: 'Fresh' }, condition: 'old.name == null && lineCount == 0 && doubled == 4' },
    ]
    await tenon.rule({ stages: { two: { entry: { guards } } } })
    expect(await tenon.deal({ stage: 'two', quantity: 2 })).toMatchObject({ stage: 'two' })
    expect(await rulesOf(tenon.deal({ stage: 'two', quantity: 3 }))).toEqual(['condition'])
  })

  test('a rule reads what the actor may not see, and tells nothing of it', async () => {
    const guards = [{ name: 'rich', label: { en: 'Account is large' }, condition: 'account.revenue.amount > 1000' }]
    await tenon.rule({ stages: { two: { entry: { guards } } } })
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values({
        name: 'dealsOnly',
        label: JSON.stringify({ en: 'Deals only' }),
        grants: JSON.stringify({ deal: { create: 'all', read: 'all', update: 'all' } }),
      })
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const seller = await tenon.addPerson('Sel', ['dealsOnly'])
    const [small, large] = await Promise.all(
      ['999', '1001'].map((amount) =>
        tenon.createRecord(tenon.system, { entity: 'account', values: { name: 'Secret Ltd', revenue: USD(amount) } }),
      ),
    )
    const [one, other] = [
      await tenon.deal({ account: small?.id ?? null }),
      await tenon.deal({ account: large?.id ?? null }),
    ]
    const refused = await refusal(tenon.move(seller, one, 'two'))
    expect(refused).toMatchObject({ problems: [{ pointer: '/account', rule: 'condition' }] })
    expect(JSON.stringify({ ...refused, message: refused.message })).not.toMatch(/999|Secret/)
    expect(await tenon.move(seller, other, 'two')).toMatchObject({ stage: 'two' })
  })

  test('code is asked only where nothing else refuses', async () => {
    const guards = [
      { name: 'code', label: { en: 'Code' } },
      { name: 'many', label: { en: 'Many' }, condition: 'quantity > 1' },
    ]
    await tenon.rule({ stages: { two: { entry: { guards } } } })
    const asked: string[] = []
    tenon.hooks.guard = (name) => {
      asked.push(name)
      return { kind: 'reject', message: 'no' }
    }
    const deal = await tenon.deal()
    expect(await rulesOf(tenon.move(tenon.system, deal, 'two'))).toEqual(['condition'])
    expect(asked).toEqual([])
    await expect(tenon.move(tenon.system, deal, { stage: 'two', quantity: 2 })).rejects.toMatchObject({ guard: 'code' })
    expect(asked).toEqual(['code'])
    tenon.hooks.guard = () => ({ kind: 'ok' })
  })

  test('open stages are not passed over on the way to an open or won one, losing is possible from anywhere', async () => {
    await tenon.rule({ skipping: false })
    const deal = await tenon.deal()
    for (const stage of ['three', 'won'])
      expect(await rulesOf(tenon.move(tenon.system, deal, stage))).toEqual(['skipping'])
    const lost = await tenon.move(tenon.system, deal, 'lost')
    const again = await tenon.move(tenon.system, lost, 'three')
    expect(await tenon.move(tenon.system, again, 'won')).toMatchObject({ stage: 'won' })
  })

  test('records do not go back where the pipeline says so', async () => {
    await tenon.rule({ goingBack: false })
    const deal = await tenon.deal({ stage: 'two' })
    expect(await refusal(tenon.move(tenon.system, deal, 'one'))).toMatchObject({
      message: 'One comes before Two: records do not go back in this pipeline.',
      problems: [{ pointer: '/stage', rule: 'goingBack' }],
    })
    expect(await tenon.move(tenon.system, deal, 'three')).toMatchObject({ stage: 'three' })
  })

  test('what is closed is opened again as its pipeline says: where, how long, by whom; another closed stage is a move like any', async () => {
    await tenon.rule({ reopening: { to: ['one'], withinDays: 10, roles: ['boss'] } })
    const boss = await tenon.addPerson('Bo', ['boss', 'staff'])
    const deal = await tenon.deal({ stage: 'lost' })
    await tenon.age(deal.id, 11)
    expect(await rulesOf(tenon.move(tenon.system, deal, 'two'))).toEqual(['reopening', 'reopening', 'reopening'])
    await tenon.age(deal.id, 9)
    const admin = await tenon.addPerson('Ad', ['admin'])
    expect(await rulesOf(tenon.move(admin, deal, 'one'))).toEqual(['reopening'])
    const moved = await tenon.move(admin, deal, 'gone')
    expect(moved).toMatchObject({ stage: 'gone' })
    expect(await tenon.move(boss, moved, 'one')).toMatchObject({ stage: 'one' })
    await tenon.rule({ reopening: { allowed: false } })
    const won = await tenon.deal({ stage: 'won' })
    expect(await rulesOf(tenon.move(boss, won, 'one'))).toEqual(['reopening'])
  })

  test('a rule about roles binds admins and new records too', async () => {
    await tenon.rule({
      transitionRules: [{ name: 'closing', label: { en: 'Closing' }, to: ['won'], roles: ['closer', 'boss'] }],
    })
    const [admin, closer] = [await tenon.addPerson('Ad', ['admin']), await tenon.addPerson('Clo', ['closer', 'staff'])]
    const deal = await tenon.deal()
    expect(await refusal(tenon.move(admin, deal, 'won'))).toMatchObject({
      message: 'Closing: one of these roles is needed: closer, boss.',
      problems: [{ pointer: '/stage', rule: 'role', guard: 'closing' }],
    })
    expect(await rulesOf(tenon.deal({ stage: 'won' }, admin))).toEqual(['role'])
    expect(await tenon.deal({ stage: 'won' }, closer)).toMatchObject({ stage: 'won' })
    expect(await tenon.move(closer, deal, 'won')).toMatchObject({ stage: 'won' })
  })

  test('losing needs its reason, which stays while it is lost and goes when it is opened again', async () => {
    await tenon.rule({ lossReason: { field: 'lossReason', textField: 'lossText', textRequiredFor: ['other'] } })
    const deal = await tenon.deal({ lossReason: null })
    expect(await refusal(tenon.move(tenon.system, deal, 'lost'))).toMatchObject({
      message: 'Reason is needed for what is lost.',
      problems: [{ pointer: '/lossReason', rule: 'lossReason' }],
    })
    const other = tenon.move(tenon.system, deal, { stage: 'lost', lossReason: 'other', lossText: '  ' })
    expect(await refusal(other)).toMatchObject({ problems: [{ pointer: '/lossText', rule: 'lossReason' }] })
    const lost = await tenon.move(tenon.system, deal, { stage: 'lost', lossReason: 'other', lossText: 'Gone' })
    const change = (values: object) =>
      tenon.updateRecord(tenon.system, { entity: 'deal', id: lost.id, version: 2, values: { ...values } })
    for (const values of [{ lossReason: null }, { lossText: null }, { lossText: '' }])
      expect(await refusal(change(values))).toMatchObject({
        code: 'VALIDATION_FAILED',
        problems: [{ rule: 'lossReason' }],
      })
    const gone = await tenon.move(tenon.system, lost, 'gone')
    expect(gone).toMatchObject({ lossReason: 'other', lossText: 'Gone' })
    const opened = await tenon.move(tenon.system, gone, { stage: 'one', lossText: 'not kept' })
    expect(opened).toMatchObject({ stage: 'one', lossReason: null, lossText: null })
    const [newest] = await tenon.history(deal.id)
    expect(newest?.changes).toMatchObject({ lossReason: { old: 'other', new: null } })
  })

  test('a record that goes to another pipeline leaves by the rules of the one and enters by those of the other', async () => {
    await tenon.rule({
      skipping: false,
      reopening: { allowed: false },
      stages: { one: { transitions: ['two'], exit: { requiredFields: ['amount'] } } },
      transitionRules: [{ name: 'leaving', label: { en: 'Leaving' }, from: ['one'], roles: ['boss'] }],
    })
    const deal = await tenon.deal()
    const across = (record: { id: string; version: number }, more = {}, ctx = tenon.system) =>
      tenon.updateRecord(ctx, {
        ...{ entity: 'deal', id: record.id, version: record.version },
        values: { pipeline: 'service', stage: 'queued', ...more },
      })
    expect(await rulesOf(across(deal))).toEqual(['role', 'stageRequired', 'stageRequired'])
    const boss = await tenon.addPerson('Bo', ['boss', 'staff'])
    expect(await across(deal, { amount: USD('1'), quantity: 1 }, boss)).toMatchObject({
      pipeline: 'service',
      stage: 'queued',
    })
    const won = await tenon.deal({ stage: 'won' })
    expect(await rulesOf(across(won, { quantity: 1 }))).toEqual(['reopening'])
  })

  test('a stage holds no more than its limit: moves, new records, restored ones; the refusal says how many', async () => {
    await tenon.clear()
    await tenon.rule({ stages: { two: { wipLimit: 2 } } })
    const [first] = await tenon.createRecords(tenon.system, {
      entity: 'deal',
      records: [{ name: 'A', stage: 'two' }],
    })
    const batch = (count: number) => ({
      entity: 'deal',
      records: Array.from({ length: count }, (_, index) => ({ name: `B${index}`, stage: 'two' })),
    })
    const before = await tenon.count('deal')
    expect(await refusal(tenon.createRecords(tenon.system, batch(2)))).toMatchObject({
      code: 'TRANSITION_REFUSED',
      problems: [{ pointer: '/records/1/stage', message: 'Two is full: it holds 2, and 2 at most.', rule: 'wipLimit' }],
    })
    expect(await tenon.count('deal')).toBe(before)
    const each = await tenon.createEachRecord(tenon.system, batch(3))
    expect([each.done.length, each.failed.map(({ position }) => position)]).toEqual([1, [1, 2]])
    expect(await rulesOf(tenon.move(tenon.system, await tenon.deal(), 'two'))).toEqual(['wipLimit'])
    const kept = { entity: 'deal', id: first?.id ?? '', version: 1 }
    expect(await tenon.updateRecord(tenon.system, { ...kept, values: { quantity: 1 } })).toMatchObject({ version: 2 })
    const deleted = await tenon.deleteRecord(tenon.system, { ...kept, version: 2 })
    await tenon.deal({ stage: 'two' })
    const restored = tenon.restoreRecord(tenon.system, { ...kept, version: deleted.version })
    expect(await rulesOf(restored)).toEqual(['wipLimit'])
  })

  test('writers at the same time do not exceed a limit together', async () => {
    await tenon.clear()
    await tenon.rule({ stages: { three: { wipLimit: 3 } } })
    const deals = await Promise.all(Array.from({ length: 8 }, () => tenon.deal()))
    const tries = await Promise.allSettled([
      ...deals.map((deal) => tenon.move(tenon.system, deal, 'three')),
      tenon.createEachRecord(tenon.system, { entity: 'deal', records: [{ name: 'N', stage: 'three' }] }),
    ])
    const { rows } = await sql<{ held: number }>`select count(*)::int as held
      from ${sql.id(tenon.tenant.schema, 'deal')} where stage = 'three' and deleted_at is null`.execute(
      tenon.database.control,
    )
    expect(rows[0]?.held).toBe(3)
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused.length).toBeGreaterThanOrEqual(5)
    for (const error of refused)
      expect(error).toMatchObject({ code: 'TRANSITION_REFUSED', problems: [{ rule: 'wipLimit' }] })
  })
})
