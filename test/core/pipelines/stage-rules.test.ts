import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

const READY = { amount: { amount: '10.00', currency: 'USD' }, closesOn: '2026-05-01' }

describe.each(DATABASE_KINDS)('stage rules on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())
  afterEach(() => {
    tenon.hooks.guard = () => ({ kind: 'ok' })
    tenon.hooks.before = () => ({ kind: 'ok' })
  })

  const talking = (values = {}) =>
    tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Deal', stage: 'talking', ...values } })

  /** Every way into the stage `contract`. */
  const ways = {
    'a new record': () =>
      tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'New', stage: 'contract', ...READY } }),
    'an update': async () => {
      const { id } = await talking(READY)
      return tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 1, values: { stage: 'contract' } })
    },
    'a move': async () => {
      const { id } = await talking(READY)
      return tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'contract' })
    },
    'a hook’s change': async () => {
      tenon.hooks.before = () => ({ kind: 'ok', changes: { stage: 'contract' } })
      return tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Hooked', ...READY } })
    },
  }

  test.each(Object.entries(ways))('%s enters a guarded stage only if the guard lets it', async (_, enter) => {
    tenon.hooks.guard = () => ({ kind: 'reject', message: 'A finance check is missing.', fields: ['kind'] })
    const stages = await tenon.count('_stage_history')
    await expect(enter()).rejects.toMatchObject({
      code: 'TRANSITION_REFUSED',
      guard: 'readyForContract',
      plugin: 'sample',
      message: 'Ready for contract: A finance check is missing.',
      problems: [{ pointer: '/kind', message: 'A finance check is missing.' }],
    })
    expect(await tenon.count('_stage_history')).toBeLessThanOrEqual(stages + 1)
    tenon.hooks.guard = () => ({ kind: 'ok' })
    expect(await enter()).toMatchObject({ stage: 'contract' })
  })

  test('a guard sees the record as it would be stored, and the move', async () => {
    const seen: unknown[] = []
    tenon.hooks.guard = (_, record) => {
      seen.push(record)
      return { kind: 'ok' }
    }
    const { id } = await talking()
    await tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 1, values: { ...READY, stage: 'contract' } })
    expect(seen).toEqual([
      {
        id,
        values: expect.objectContaining({ ...READY, name: 'Deal', stage: 'contract', pipeline: 'sales' }),
        old: expect.objectContaining({ name: 'Deal', stage: 'talking', amount: null }),
        move: { pipeline: 'sales', from: 'talking', to: 'contract' },
      },
    ])
  })

  test('fields that a stage needs are named, each with its pointer, in the reader’s language', async () => {
    const { id } = await talking()
    const chinese = tenon.as(tenon.system.actor, 'zh-CN')
    const moving = tenon.moveStage(chinese, { entity: 'deal', id, version: 1, stage: 'contract' })
    await expect(moving).rejects.toMatchObject({
      code: 'TRANSITION_REFUSED',
      problems: [
        { pointer: '/amount', message: '进入“合同”需要填写Amount（中）', rule: 'stageRequired' },
        { pointer: '/closesOn', rule: 'stageRequired' },
      ],
    })
  })

  test('a field that the present stage needs cannot be emptied there, and can in another', async () => {
    const { id } = await talking({ ...READY, stage: 'contract' })
    const chinese = tenon.as(tenon.system.actor, 'zh-CN')
    const before = await tenon.counts('_audit', '_outbox')
    const emptied = { entity: 'deal', id, version: 1, values: { amount: null, kind: 'new' } }
    await expect(tenon.updateRecord(chinese, emptied)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [
        {
          pointer: '/amount',
          message: '记录处于“合同”阶段时必须填写Amount（中）；请先移至其他阶段',
          rule: 'stageRequired',
        },
      ],
    })
    expect(await tenon.counts('_audit', '_outbox')).toEqual(before)
    const left = await tenon.updateRecord(tenon.system, {
      ...emptied,
      values: { ...emptied.values, stage: 'talking' },
    })
    expect(left).toMatchObject({ amount: null, kind: 'new', stage: 'talking' })
  })

  test('a hook cannot empty a field that the stage needs', async () => {
    const { id } = await talking({ ...READY, stage: 'contract' })
    tenon.hooks.before = () => ({ kind: 'ok', changes: { closesOn: null } })
    const hooked = tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 1, values: { kind: 'new' } })
    await expect(hooked).rejects.toMatchObject({ problems: [{ pointer: '/closesOn', rule: 'stageRequired' }] })
  })

  test('a record that lacks what its stage needs since later can be changed elsewhere', async () => {
    const { id } = await talking({ ...READY, stage: 'contract' })
    await sql`update ${sql.id(tenon.tenant.schema, 'deal')} set closes_on = null where id = ${id}::uuid`.execute(
      tenon.database.control,
    )
    const changed = tenon.updateRecord(tenon.system, { entity: 'deal', id, version: 1, values: { kind: 'new' } })
    await expect(changed).resolves.toMatchObject({ kind: 'new', closesOn: null })
  })

  test('a record whose stage needs a reference holds what it names, and lets it go in another stage', async () => {
    const contact = await tenon.createRecord(tenon.system, { entity: 'contact', values: { name: 'Ada' } })
    const named = { contact: contact.id, ...READY }
    const open = await talking(named)
    const won = await tenon.createRecord(tenon.system, {
      entity: 'deal',
      values: { name: 'Won', stage: 'signed', ...named },
    })
    const remove = () => tenon.deleteRecord(tenon.system, { entity: 'contact', id: contact.id, version: 1 })
    await expect(remove()).rejects.toMatchObject({ code: 'REFERENCE_CONFLICT', message: /1 × / })
    await tenon.updateRecord(tenon.system, { entity: 'deal', id: won.id, version: 1, values: { stage: 'talking' } })
    await remove()
    expect(await tenon.getRecord(tenon.system, { entity: 'deal', id: open.id })).toMatchObject({ contact: null })
  })

  test('only permitted transitions are possible, and the error names them', async () => {
    const { id } = await tenon.createRecord(tenon.system, { entity: 'deal', values: { name: 'Fresh' } })
    const moving = tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'won' })
    await expect(moving).rejects.toMatchObject({
      code: 'TRANSITION_REFUSED',
      message: 'Fresh cannot be followed by Won; allowed: Talking, Lost.',
    })
    const unknown = tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'tlking' })
    await expect(unknown).rejects.toMatchObject({ code: 'VALIDATION_FAILED', message: /talking/ })
  })

  test('a move writes where from, where to and how long, and one event that says so', async () => {
    const { id } = await talking()
    const moved = await tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'won' })
    expect(moved).toMatchObject({ stage: 'won', version: 2 })
    expect(Date.parse(String(moved.stageEnteredAt))).toBeGreaterThanOrEqual(Date.parse(moved.createdAt))
    const { schema } = tenon.tenant
    const history = await sql`select from_stage, to_stage, duration_seconds::int as seconds
      from ${sql.id(schema, '_stage_history')} where record_id = ${id}::uuid order by id`.execute(
      tenon.database.control,
    )
    expect(history.rows).toEqual([
      { from_stage: null, to_stage: 'talking', seconds: null },
      { from_stage: 'talking', to_stage: 'won', seconds: expect.any(Number) },
    ])
    const events = await sql`select type, before ->> 'stage' as old, after ->> 'stage' as new
      from ${sql.id(schema, '_outbox')} where record_id = ${id}::uuid order by id`.execute(tenon.database.control)
    expect(events.rows).toEqual([
      { type: 'record.created', old: null, new: 'talking' },
      { type: 'record.stageChanged', old: 'talking', new: 'won' },
    ])
  })

  test('a move to where the record is already does nothing', async () => {
    const { id } = await talking()
    const before = await tenon.counts('_audit', '_outbox', '_stage_history')
    expect(await tenon.moveStage(tenon.system, { entity: 'deal', id, version: 1, stage: 'talking' })).toMatchObject({
      version: 1,
    })
    expect(await tenon.counts('_audit', '_outbox', '_stage_history')).toEqual(before)
  })
})
