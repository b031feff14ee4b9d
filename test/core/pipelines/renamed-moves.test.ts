import { afterAll, beforeAll, expect, test } from 'vitest'
import { nameApprovals } from '../../../core/src/pipelines/approvals/name-approvals.ts'
import { namedMoves } from '../../../core/src/records/names/name-moves.ts'
import { makeWithNames } from '../../../core/src/records/names/with-names.ts'
import { openRuledRecords, type RuledRecords } from './open-ruled-records.ts'

let tenon: RuledRecords
beforeAll(async () => {
  tenon = await openRuledRecords('pglite')
  const change = {
    stages: { two: { entry: { guards: [{ name: 'many', label: { en: 'Many' }, condition: 'quantity > 1' }] } } },
    transitionRules: [{ name: 'discount', label: { en: 'Discount' }, to: ['two'], approval: { roles: ['boss'] } }],
  }
  await tenon.rule(change, {
    entities: { deal: 'sale' },
    fields: { deal: { quantity: 'pieces' } },
    stages: { sales: { two: 'second' } },
  })
})
afterAll(() => tenon?.close())

test('looking ahead and approvals go by the names that an admin gave', async () => {
  const boss = await tenon.addPerson('Bo', ['staff', 'boss'])
  const seller = await tenon.addPerson('Sel', ['staff'])
  const { id } = await tenon.deal({}, seller)
  const moves = makeWithNames(tenon.models)(tenon.readMoves, namedMoves)
  const ahead = await moves(seller, { entity: 'sale', id })
  expect(ahead.moves[0]).toMatchObject({
    stage: 'second',
    fields: ['pieces'],
    problems: [
      { pointer: '/stage', rule: 'approval' },
      { pointer: '/pieces', rule: 'condition' },
    ],
  })
  const approvals = nameApprovals(tenon.models, tenon.approvals)
  const asking = (values: { pieces: number }) =>
    approvals.request(seller, { entity: 'sale', id, version: 1, stage: 'second', values })
  await expect(asking({ pieces: 1 })).rejects.toMatchObject({ problems: [{ pointer: '/pieces', rule: 'condition' }] })
  const asked = await asking({ pieces: 2 })
  expect(asked).toMatchObject({ entity: 'sale', to: { stage: 'second' }, values: { pieces: 2 } })
  const [waiting] = await approvals.list(boss, { of: 'record', entity: 'sale', id })
  expect(waiting).toEqual({ ...asked, isMine: false, mayDecide: true })
  expect(await approvals.decide(boss, { id: asked.id, agree: true })).toMatchObject({ status: 'agreed' })
  expect(await tenon.getRecord(seller, { entity: 'deal', id })).toMatchObject({ stage: 'two', quantity: 2 })
})
