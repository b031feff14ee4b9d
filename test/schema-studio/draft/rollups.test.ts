import type { FieldSchema, RollupSchema } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES } from '@tenon/sdk/contract/field-type'
import { expect, test } from 'vitest'
import { checkRollups } from '../../../core/src/model/check/check-rollups.ts'
import {
  canBeSummed,
  declaredKey,
  newRollup,
  rollupFault,
  rollupKeys,
  setRollups,
} from '../../../schema-studio/src/draft/set-rollups.ts'
import { CONTACT } from './sample-entity.ts'

const rollups: RollupSchema[] = [{ name: 'byTier', groupBy: ['tier'] }]
const document = { pipelines: {} }

test('totals are an edit of the entity, the same again are none, and taken away leave none', () => {
  expect(setRollups({}, { entity: CONTACT, rollups })).toEqual({ entities: { contact: { rollups } } })
  const entity = { ...CONTACT, rollups }
  expect(setRollups({}, { entity, rollups })).toEqual({})
  expect(setRollups({}, { entity, rollups: [] })).toEqual({ entities: { contact: { rollups: null } } })
})

test('new ones have names of their own, by the stage where there is one, and five are the most', () => {
  const first = newRollup({ document, entity: CONTACT }, [])
  const second = newRollup({ document, entity: CONTACT }, [first as RollupSchema])
  expect([first?.name, second?.name]).toEqual(['rollup1', 'rollup2'])
  const pipelines = { sales: { entity: 'contact' } } as never
  expect(newRollup({ document: { pipelines }, entity: CONTACT }, [])?.groupBy).toEqual(['stage'])
  expect(newRollup({ document, entity: CONTACT }, Array(5).fill(rollups[0]))).toBeNull()
})

test('what is offered is what the server takes, type by type', () => {
  for (const fieldType of FIELD_TYPES) {
    const field: FieldSchema = { fieldType, label: { en: fieldType } }
    const entity = { ...CONTACT, properties: { it: field } }
    const use = rollupKeys({ document, entity }).get('it')
    const isTaken = (rollup: Partial<RollupSchema>) =>
      checkRollups([{ name: 'x', groupBy: ['ownerId'], ...rollup }], { it: field }).length === 0
    expect([fieldType, use === 'value' || use === 'either']).toEqual([fieldType, isTaken({ groupBy: ['it'] })])
    const per = { field: 'it', per: 'day' } as const
    expect([fieldType, use === 'period' || use === 'either']).toEqual([fieldType, isTaken({ groupBy: [per] })])
    expect([fieldType, canBeSummed(field)]).toEqual([fieldType, isTaken({ sums: ['it'] })])
    for (const closed of [{ sensitive: true }, { personal: true }]) {
      const it = { ...field, ...closed }
      const rollups: RollupSchema[] = [
        { name: 'x', groupBy: ['it'] },
        { name: 'y', groupBy: [per] },
      ]
      const isOffered = rollupKeys({ document, entity: { ...entity, properties: { it } } }).has('it')
      expect([fieldType, isOffered]).toEqual([fieldType, checkRollups(rollups, { it }).length < 2])
    }
  }
})

test('a time always has a period, a choice never, and names and keys are told apart', () => {
  expect(declaredKey({ field: 'createdAt' }, 'period')).toEqual({ field: 'createdAt', per: 'month' })
  expect(declaredKey({ field: 'tier', per: 'day' }, 'value')).toBe('tier')
  expect(rollupFault(rollups)).toBeNull()
  expect(rollupFault([...rollups, ...rollups])).toBe('rollupNameWrong')
  expect(rollupFault([{ name: 'By tier', groupBy: ['tier'] }])).toBe('rollupNameWrong')
  expect(rollupFault([{ name: 'x', groupBy: ['tier', 'tier'] }])).toBe('rollupKeyTwice')
})
