import { expect, test } from 'vitest'
import {
  isWhole,
  matchKinds,
  newRule,
  setDuplicateRules,
} from '../../../schema-studio/src/draft/set-duplicate-rules.ts'
import { touchedRules } from '../../../schema-studio/src/duplicates/touched-rules.ts'
import { CONTACT } from './sample-entity.ts'

const label = { en: 'Same e-mail' }
const rules = [{ name: 'mail', label, match: [{ field: 'email', by: 'email' as const }], onWrite: 'warn' as const }]

test('a rule is an edit of the entity, the same again is none, and taken away leaves none', () => {
  expect(setDuplicateRules({}, { entity: CONTACT, rules })).toEqual({ entities: { contact: { duplicates: rules } } })
  const entity = { ...CONTACT, duplicates: rules }
  expect(setDuplicateRules({}, { entity, rules })).toEqual({})
  expect(setDuplicateRules({}, { entity, rules: [] })).toEqual({ entities: { contact: { duplicates: null } } })
})

test('a new rule has a name of its own, compares a field as it can be, and is whole once it is called something', () => {
  const first = newRule(CONTACT, [])
  const second = newRule(CONTACT, [first])
  expect(second.name).not.toBe(first.name)
  expect(first.match).toHaveLength(1)
  expect([isWhole(first), isWhole({ ...first, label })]).toEqual([false, true])
  expect(matchKinds({ fieldType: 'text', label, searchable: true, sensitive: true })).toEqual([])
  expect(matchKinds({ fieldType: 'text', label })).not.toContain('name')
})

test('what is asked before saving are the values of touched rules; nothing is asked where none is touched', () => {
  const entity = {
    duplicates: [
      ...rules,
      {
        ...rules[0],
        name: 'both',
        match: [
          { field: 'email', by: 'email' as const },
          { field: 'name', by: 'name' as const },
        ],
      },
    ],
  }
  const record = { id: 'x', email: 'a@b.c', name: 'A' } as never
  expect(touchedRules(entity as never, { values: { phone: '1' }, record })).toBeNull()
  expect(touchedRules({}, { values: { email: 'x' }, record: null })).toBeNull()
  expect(touchedRules(entity as never, { values: { name: 'B' }, record })).toEqual({ email: 'a@b.c', name: 'B' })
  expect(touchedRules(entity as never, { values: { email: 'n@b.c' }, record: null })).toEqual({
    email: 'n@b.c',
    name: null,
  })
})
