import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { SearchHit } from '@tenon/sdk/contract/record-search'
import { expect, test } from 'vitest'
import { hitEntries } from '../../../schema-studio/src/app/palette-entries.ts'

const model = {
  entities: {
    person: {
      name: 'person',
      label: { en: 'Person', 'zh-CN': '人员' },
      titleField: 'name',
      properties: {
        name: { label: { en: 'Name', 'zh-CN': '姓名' } },
        notes: { label: { en: 'Notes', 'zh-CN': '备注' } },
      },
    },
  },
} as unknown as ModelView

const hit = (more: Partial<SearchHit> = {}): SearchHit => ({
  ...{ entity: 'person', id: 'p1', title: 'Ana', match: 'exact', field: 'name', excerpt: null },
  ...more,
})

test('what was found is called by its title and says beside it what it is', () => {
  expect(hitEntries([hit()], { model, locale: 'en' })).toEqual([
    { group: 'Records', icon: 'box', label: 'Ana', hint: 'Person', path: expect.stringContaining('p1') },
  ])
})

test('where the words stand in another field, its name and the place are shown on one line, in the reader’s language', () => {
  const found = hit({ field: 'notes', excerpt: 'likes\n  tea' })
  expect(hitEntries([found], { model, locale: 'zh-CN' }).map(({ hint }) => hint)).toEqual(['人员 · 备注: likes tea'])
})

test('what the reader does not see the title of has none, and an entity that is gone meanwhile is left out', () => {
  const entries = hitEntries([hit({ title: null }), hit({ entity: 'gone' })], { model, locale: 'en' })
  expect(entries.map(({ label }) => label)).toEqual(['Untitled'])
})
