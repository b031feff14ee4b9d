import type { DuplicateRule, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { describe, expect, test } from 'vitest'
import { checkDuplicateRules } from '../../../core/src/model/check/check-duplicate-rules.ts'
import { field } from './sample-model.ts'

const known: Record<string, FieldSchema> = {
  email: field('email'),
  name: field('text', { searchable: true }),
  plain: field('text'),
  secret: field('text', { sensitive: true, searchable: true }),
  born: field('date'),
}
const rule = (match: DuplicateRule['match'], more: Partial<DuplicateRule> = {}): DuplicateRule => ({
  ...{ name: 'one', label: { en: 'One' }, match, onWrite: 'warn' },
  ...more,
})
const problems = (...rules: DuplicateRule[]) => checkDuplicateRules(rules, known)

describe('rules about duplicates', () => {
  test('are sound where each field can be compared so', () => {
    const both = rule([
      { field: 'email', by: 'email' },
      { field: 'name', by: 'name' },
    ])
    expect(problems(both, rule([{ field: 'plain', by: 'exact' }], { name: 'two', onWrite: 'refuse' }))).toEqual([])
  })

  test.each<[string, DuplicateRule[], { pointer: string; words: string }]>([
    [
      'an unknown field, with the nearest one',
      [rule([{ field: 'emial', by: 'email' }])],
      { pointer: '/duplicates/0/match/0/field', words: 'email' },
    ],
    [
      'a type that cannot be compared so',
      [rule([{ field: 'born', by: 'phone' }])],
      { pointer: '/duplicates/0/match/0/by', words: 'phone' },
    ],
    [
      'a sensitive field',
      [rule([{ field: 'secret', by: 'exact' }])],
      { pointer: '/duplicates/0/match/0/field', words: 'sensitive' },
    ],
    [
      'a name that is not searched',
      [rule([{ field: 'plain', by: 'name' }])],
      { pointer: '/duplicates/0/match/0/field', words: 'searchable' },
    ],
    [
      'a refusal for a name alone',
      [rule([{ field: 'name', by: 'name' }], { onWrite: 'refuse' })],
      { pointer: '/duplicates/0/onWrite', words: 'warn' },
    ],
    [
      'two of one name',
      [rule([{ field: 'plain', by: 'exact' }]), rule([{ field: 'email', by: 'email' }])],
      { pointer: '/duplicates/1/name', words: 'one' },
    ],
  ])('refuse %s', (_, rules, { pointer, words }) => {
    expect(problems(...rules)).toEqual([
      expect.objectContaining({ pointer, problem: expect.objectContaining({ en: expect.stringContaining(words) }) }),
    ])
  })
})
