import { expect, test } from 'vitest'
import { countPending, pendingFields } from '../../../schema-studio/src/draft/pending-changes.ts'
import { CONTACT } from './sample-entity.ts'

const { tier: _tier, ...withoutTier } = CONTACT.properties
const draft = {
  ...CONTACT,
  label: { en: 'Person' },
  required: ['fullName', 'email'],
  properties: { ...withoutTier, birthday: { fieldType: 'date' as const, label: { en: 'Birthday' } } },
}

test('fields are marked as added, changed or removed; becoming required is a change', () => {
  expect(Object.fromEntries(pendingFields(CONTACT, draft))).toEqual({
    birthday: 'added',
    email: 'changed',
    tier: 'removed',
  })
})

test('the stable id that publishing gives a field is no change', () => {
  const published = { ...CONTACT, properties: { tier: { ...CONTACT.properties['tier'], id: 'tenant/contact/tier' } } }
  const same = { ...CONTACT, properties: { tier: CONTACT.properties['tier'] } }
  expect(pendingFields(published as typeof CONTACT, same as typeof CONTACT).size).toBe(0)
})

test('totals, combinations and rules about duplicates count as one change of the entity', () => {
  const more = { rollups: [{ name: 'byTier', groupBy: ['tier'] }], uniqueTogether: [{ fields: ['email', 'tier'] }] }
  const entities = { contact: { ...CONTACT, ...more } }
  const pipelines = {}
  expect(countPending({ entities: { contact: CONTACT }, pipelines }, { entities, pipelines })).toBe(1)
  expect(countPending({ entities, pipelines }, { entities, pipelines })).toBe(0)
})

test('other words for an entity count once beside its fields', () => {
  expect(
    countPending({ entities: { contact: CONTACT }, pipelines: {} }, { entities: { contact: draft }, pipelines: {} }),
  ).toBe(4)
})
