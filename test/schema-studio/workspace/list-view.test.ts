import type { ModelListView, ModelView } from '@tenon/sdk/contract/model-document'
import { expect, test } from 'vitest'
import { matchRoute } from '../../../schema-studio/src/app/route.ts'
import { listView, viewPath, viewsOf } from '../../../schema-studio/src/workspace/list-view.ts'

const view = (name: string, entity: string): ModelListView => ({
  ...{ name, entity, source: 'crm', label: { en: name, 'zh-CN': name } },
  ...{
    where: { field: 'stage', op: 'isNull', value: false },
    sort: [{ field: 'name', direction: 'asc' }],
    fields: ['name'],
  },
})
const model: ModelView = {
  ...{ version: 1, locale: 'en', users: [], entities: {}, pipelines: {} },
  views: { open: view('open', 'opportunity'), mine2: view('mine2', 'task') },
}

test('a view says what the list shows, in which order and columns', () => {
  expect(listView(model, 'opportunity', { name: 'open' })).toEqual({
    name: 'open',
    where: { field: 'stage', op: 'isNull', value: false },
    order: [{ field: 'name', direction: 'asc' }],
    columns: ['name'],
    saved: null,
  })
})

test('the same view is the same object, so that a list does not read again for nothing', () => {
  const first = listView(model, 'opportunity', { name: 'open' })
  expect(listView(model, 'opportunity', { name: 'open' })).toBe(first)
  expect(listView({ ...model }, 'opportunity', { name: 'open' })).toBe(first)
})

test('a name that is no view of this list shows all records', () => {
  for (const name of ['gone', 'mine2', 'all', '__proto__', 'constructor']) {
    expect(listView(model, 'opportunity', { name })).toMatchObject({ name: 'all', where: null })
  }
  const mine = { field: 'ownerId', op: 'eq', value: { $actor: true } }
  expect(listView(model, 'opportunity', { name: 'mine' })).toMatchObject({ name: 'mine', where: mine })
})

test('a list has its own views only, each with an address of its own', () => {
  expect(viewsOf(model, 'task').map(({ name }) => name)).toEqual(['mine2'])
  const url = new URL(viewPath('opportunity', 'a b&c'), 'http://localhost')
  expect(matchRoute(url.pathname)).toEqual({ name: 'list', entity: 'opportunity' })
  expect(url.searchParams.get('view')).toBe('a b&c')
})
