import { expect, test } from 'vitest'
import { setUniqueGroups } from '../../../schema-studio/src/draft/set-unique-groups.ts'
import { CONTACT } from './sample-entity.ts'

const groups = [{ fields: ['email', 'tier'], message: { en: 'One tier for each address.' } }]

test('a combination is an edit of the entity, and taken away leaves none where none was', () => {
  const edits = setUniqueGroups({}, { entity: CONTACT, groups })
  expect(edits).toEqual({ entities: { contact: { uniqueTogether: groups } } })
  const entity = { ...CONTACT, uniqueTogether: groups }
  expect(setUniqueGroups(edits, { entity, groups: [] })).toEqual({ entities: { contact: { uniqueTogether: null } } })
})

test('capitals can be left out of account only in a combination with text', () => {
  const born = { fieldType: 'date', label: { en: 'Born' } } as const
  const entity = { ...CONTACT, properties: { ...CONTACT.properties, born } }
  const folded = (fields: string[]) =>
    setUniqueGroups({}, { entity, groups: [{ fields, caseFolded: true }] }).entities?.['contact']
  expect(folded(['born', 'tier'])).toEqual({ uniqueTogether: [{ fields: ['born', 'tier'], caseFolded: true }] })
  expect(folded(['email', 'born'])).toEqual({ uniqueTogether: [{ fields: ['email', 'born'] }] })
})

test('the same combinations again are no edit, and one field alone is no combination', () => {
  expect(setUniqueGroups({}, { entity: { ...CONTACT, uniqueTogether: groups }, groups })).toEqual({})
  expect(setUniqueGroups({}, { entity: CONTACT, groups: [{ fields: ['email'] }] })).toEqual({})
})
