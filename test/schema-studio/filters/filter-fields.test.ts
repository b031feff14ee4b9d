import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { expect, test } from 'vitest'
import { commonFields, fieldAt, tagsEntity } from '../../../schema-studio/src/filters/filter-fields.ts'
import { filterWords } from '../../../schema-studio/src/filters/filter-words.ts'

const label = (en: string) => ({ en, 'zh-CN': en })
const access = { update: true, delete: true, create: true, writableFields: [] }
const NAME = { fieldType: 'text', label: label('Name') } as const satisfies EntitySchema['properties'][string]
const ACCOUNT = { fieldType: 'reference', label: label('Account'), reference: { entity: 'account' } } as const

/** Accounts have tags, notes a field of that name of their own, and contacts none that the reader sees. */
const model = {
  entities: {
    account: { properties: { name: NAME }, access: { ...access, tags: true } },
    contact: { properties: { name: NAME, account: ACCOUNT }, access },
    note: { properties: { tags: { fieldType: 'tags', label: label('Words') }, account: ACCOUNT }, access },
  },
  pipelines: {},
  users: [],
} as unknown as ModelView
const at = (entity: string) => ({ model, entity, locale: 'en' as const })

test('tags are offered where records have them and the reader sees them, an own field of that name once', () => {
  const names = (entity: string) => commonFields(at(entity)).map(({ name }) => name)
  expect(names('account')).toContain('tags')
  expect(names('contact')).not.toContain('tags')
  expect(names('note')).not.toContain('tags')
  expect([tagsEntity(at('account'), 'tags'), tagsEntity(at('contact'), 'tags')]).toEqual(['account', null])
  expect(tagsEntity(at('note'), 'tags')).toBeNull()
  expect(tagsEntity(at('note'), 'account.tags')).toBe('account')
  expect([fieldAt(at('note'), 'tags')?.fieldType, fieldAt(at('contact'), 'tags')]).toEqual(['tags', null])
})

test('a condition on tags is said with what they are called, in both languages', () => {
  const filter = { not: { field: 'account.tags', op: 'hasAny' as const, value: ['1', '2'] } }
  const labels = { 1: 'VIP', 2: '展会' }
  expect(filterWords(filter, { ...at('contact'), labels })).toBe('Account › Tags has none of VIP, 展会')
  const zh = { ...at('contact'), locale: 'zh-CN' as const, labels }
  expect(filterWords(filter, zh)).toBe('Account › 标签 不含 VIP、展会')
  expect(filterWords(filter, { ...zh, labels: {} })).not.toContain('1')
})
