import { checkExpression } from '@tenon/sdk/expression/check-expression'
import { evaluateCondition } from '@tenon/sdk/expression/evaluate-expression'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expandRecords } from '../../../core/src/records/expanding/expand-records.ts'
import { makeOpenScope } from '../../../core/src/records/record-scope.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openRuledRecords, type RuledRecords } from './open-ruled-records.ts'

describe.each(DATABASE_KINDS)('looking ahead on %s', (kind) => {
  let tenon: RuledRecords
  beforeAll(async () => {
    tenon = await openRuledRecords(kind)
    await tenon.rule({
      skipping: false,
      lossReason: { field: 'lossReason' },
      stages: {
        two: {
          wipLimit: 1,
          entry: {
            requiredFields: ['closesOn'],
            guards: [
              { name: 'code', label: { en: 'Code', 'zh-CN': '代码' } },
              { name: 'many', label: { en: 'Many' }, condition: 'quantity > 1' },
            ],
          },
        },
      },
      transitionRules: [
        { name: 'losing', label: { en: 'Losing' }, to: ['lost'], approval: { roles: ['boss'], manager: true } },
        { name: 'going', label: { en: 'Going' }, to: ['gone'], roles: ['boss'] },
      ],
    })
  })
  afterAll(() => tenon?.close())

  test('tells for each other stage what a move would be refused for, and asks no code', async () => {
    tenon.hooks.guard = () => {
      throw new Error('asked')
    }
    const manager = await tenon.addPerson('Mia', ['staff'])
    const seller = await tenon.addPerson('Sel', ['staff'], manager.actor.id)
    const deal = await tenon.deal({}, seller)
    const ahead = await tenon.readMoves(seller, { entity: 'deal', id: deal.id })
    expect(ahead).toMatchObject({ pipeline: 'sales', stage: 'one', version: 1, mayOverride: false })
    const told = ahead.moves.map(({ stage, allowed, problems }) => [stage, allowed, problems.map(({ rule }) => rule)])
    expect(told).toEqual([
      ['two', false, ['stageRequired', 'condition']],
      ['three', false, ['skipping']],
      ['won', false, ['skipping']],
      ['lost', false, ['approval', 'lossReason']],
      ['gone', false, ['role', 'lossReason']],
    ])
    expect(ahead.moves[0]).toMatchObject({
      fields: ['closesOn', 'quantity'],
      guards: [{ name: 'code', label: 'Code' }],
      needsApproval: false,
    })
    expect(ahead.moves[3]).toMatchObject({
      needsApproval: true,
      approvers: [
        { kind: 'role', role: 'boss', label: 'boss' },
        { kind: 'manager', id: manager.actor.id, name: 'Mia' },
      ],
      approval: null,
    })
    await tenon.updateRecord(seller, {
      ...{ entity: 'deal', id: deal.id, version: 1 },
      values: { quantity: 2, closesOn: '2026-05-01' },
    })
    const better = await tenon.readMoves(seller, { entity: 'deal', id: deal.id })
    expect(better.moves[0]).toMatchObject({ stage: 'two', allowed: true, problems: [] })
  })

  test('is for those who may read the record, and says where it may not be changed', async () => {
    await tenon.database
      .tenant(tenon.tenant.schema)
      .insertInto('_role')
      .values([
        { name: 'reader', label: '{"en":"Reader"}', grants: JSON.stringify({ deal: { read: 'all' } }) },
        { name: 'own', label: '{"en":"Own"}', grants: JSON.stringify({ deal: { read: 'own', update: 'own' } }) },
      ])
      .execute()
    tenon.access.forget(tenon.tenant.schema)
    const deal = await tenon.deal()
    const reader = await tenon.addPerson('Rea', ['reader'])
    const { moves } = await tenon.readMoves(reader, { entity: 'deal', id: deal.id })
    expect(moves.every(({ allowed, problems }) => !allowed && problems[0]?.rule === 'access')).toBe(true)
    const other = await tenon.addPerson('Oth', ['own'])
    await expect(tenon.readMoves(other, { entity: 'deal', id: deal.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('references are read by one statement per step, however many records name them', async () => {
    const scope = await makeOpenScope(tenon)(tenon.system, { entity: 'deal', action: 'read' })
    const guards = [
      {
        name: 'group',
        label: { en: 'G' },
        condition: 'account.parent.name == "Group" && contact.name != "X" && lineCount < 9',
      },
    ]
    await tenon.rule({ stages: { two: { entry: { guards } } } })
    const model = await tenon.models.get(tenon.tenant)
    const expression = model.pipelines.get('sales')?.expressions.get('/stages/1/entry/guards/0/condition')
    if (expression === undefined) throw new Error('The condition is not there')
    const contact = await tenon.createRecord(tenon.system, { entity: 'contact', values: { name: 'Ada' } })
    const accounts = await tenon.createRecords(tenon.system, {
      entity: 'account',
      records: Array.from({ length: 20 }, (_, index) => ({ name: `A${index}` })),
    })
    const deals = accounts.map(({ id }) => ({ account: id, contact: contact.id, id: null }))
    let statements = 0
    const db = tenon.database.tenant(tenon.tenant.schema).withPlugin({
      transformQuery: ({ node }) => {
        statements += 1
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const expanded = await expandRecords(
      db,
      { ...scope, model },
      {
        expressions: [expression],
        records: deals.map((record) => ({ record, old: null })),
      },
    )
    // Counted lines, accounts, their parents (none: nothing to ask), contacts.
    expect(statements).toBe(2)
    expect(expanded[7]?.record).toMatchObject({
      $expanded: { account: { id: accounts[7]?.id }, contact: { name: 'Ada' } },
    })
  })

  test('child records are read for all records together, whatever an expression calls them', async () => {
    const scope = await makeOpenScope(tenon)(tenon.system, { entity: 'deal', action: 'read' })
    const environment = { ...modelEnvironment(scope.model.document, { entity: 'deal' }), hasOld: true }
    const checked = [
      'lines.filter(one, one.text == "A" && one.deal.name != "").size() == 1',
      'line_deal.size() == old.line_deal.size()',
    ].map((text) => checkExpression(text, environment))
    const expressions = checked.flatMap((one) => (one.ok ? [one.expression] : []))
    expect(expressions).toHaveLength(2)
    const deals = [await tenon.deal(), await tenon.deal()]
    for (const [text, deal] of [
      ['A', deals[0]],
      ['B', deals[0]],
      ['B', deals[1]],
    ] as const)
      await tenon.createRecord(tenon.system, { entity: 'line', values: { text, deal: deal?.id ?? null } })
    const db = tenon.database.tenant(tenon.tenant.schema)
    const stored = deals.map(({ id }) => ({ record: { id }, old: { id } }))
    const expanded = await expandRecords(db, scope, {
      expressions,
      records: [...stored, { record: { id: null }, old: null }],
    })
    const context = { now: new Date(), timeZone: 'UTC', actor: null }
    const holds = expanded.map((one) => expressions.map((expression) => evaluateCondition(expression, one, context)))
    expect(holds.slice(0, 2)).toEqual([
      [true, true],
      [false, true],
    ])
    expect(holds[2]?.[0]).toBe(false)
  })
})
