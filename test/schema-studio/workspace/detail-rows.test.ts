import type { AuditEntry } from '@tenon/sdk/contract/audit-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { expect, test } from 'vitest'
import { detailRows } from '../../../schema-studio/src/workspace/detail-rows.ts'

const ADA = '01900000-0000-7000-8000-000000000001'
const GONE = '01900000-0000-7000-8000-000000000002'

function rows(action: string, details: JsonObject, more: { locale?: Locale; entity?: string } = {}): string[] {
  const { locale = 'en', entity = action.slice(0, action.indexOf('.')) } = more
  const entry: AuditEntry = {
    ...{ id: GONE, at: '2026-01-01T00:00:00.000Z', actor: 'system', name: '', action, entity, entityLabel: null },
    ...{ recordId: null, title: null, version: null, changes: {}, reason: null, requestId: '' },
    ...{ details, detailNames: { [ADA]: 'Ada' } },
  }
  const properties = { birthday: { fieldType: 'date', label: { en: 'Birthday', 'zh-CN': '生日' } } }
  const contact = { label: { en: 'Contact', 'zh-CN': '联系人' }, properties }
  const roleLabels = { seller: { en: 'Sellers', 'zh-CN': '销售' } }
  const model = { entities: { contact } as never, pipelines: {}, roleLabels }
  const rightLabels = { manageTags: { en: 'Manage tags', 'zh-CN': '管理标签' } }
  const told = detailRows(entry, { locale, model, pluginName: (id) => `Plugin ${id}`, rightLabels })
  return told.map(({ label, before, after }) => `${label}: ${before === '' ? '' : `${before} → `}${after}`)
}

test('a change of many records says of what kind, what was done and to how many, and nothing by which programs know it', () => {
  const run = { run: GONE, operation: 'assign', mode: 'bestEffort', undoes: null, records: 1200 }
  expect(rows('bulk.run', run, { entity: 'contact' })).toEqual([
    ...['Kind of record: Contact', 'What was done: new owner', 'Way: what can be done', 'Records: 1,200'],
  ])
  expect(rows('bulk.run', run, { entity: 'contact', locale: 'zh-CN' })).toEqual([
    ...['记录类型: 联系人', '操作: 更换负责人', '方式: 能做则做', '记录数: 1,200'],
  ])
})

test('of two states only what differs is told, with names for ids and a word for those that are gone', () => {
  const old = { name: 'North', memberIds: [ADA], parentId: null }
  const next = { name: 'North', memberIds: [ADA, GONE], parentId: null }
  expect(rows('team.update', { id: GONE, old, new: next })).toEqual([
    'Members: Ada → Ada, somebody or something that is gone',
  ])
})

test('rights of a role are told one by one, in the words of the screen that sets them', () => {
  const old = { contact: { read: 'own' } }
  const next = { contact: { read: 'all', update: 'own' }, '*': { read: 'none' } }
  expect(rows('role.set', { id: 'seller', old, new: next, rights: ['manageTags'] })).toEqual([
    ...['Name: Sellers', 'Contact › Read: Own → All', 'Contact › Change: Own', 'All other entities › Read: None'],
    'Named rights: Manage tags',
  ])
  expect(rows('role.set', { id: 'seller', rights: ['gone.right'] })).toContain('Named rights: gone.right')
  expect(rows('role.remove', { id: 'seller', old })).toEqual(['Name: Sellers', 'Contact › Read: Own → '])
  const grant = { share: true, reveal: true, override: true, fields: { birthday: { read: true, write: false } } }
  expect(rows('role.set', { id: 'gone', new: { contact: grant } }, { locale: 'zh-CN' })).toEqual([
    ...['名称: gone', '联系人 › 共享: 开', '联系人 › 显示敏感值: 开', '联系人 › 越过流程规则: 开'],
    ...['联系人 › 字段 › 生日 › 读取: 开', '联系人 › 字段 › 生日 › 更改: 关'],
  ])
})

test('a setting is told by its name, a plugin by its label, a time by the reader’s calendar', () => {
  expect(rows('setting.change', { id: 'tagsByTyping', old: false, new: true })).toEqual([
    'Whoever may tag records makes new tags by typing their names: off → on',
  ])
  expect(rows('plugin.upgrade', { id: 'crm', version: '1.1.0', from: '1.0.0', integrity: 'sha256-x' })).toEqual([
    ...['Plugin: Plugin crm', 'Version: 1.1.0', 'Version before: 1.0.0'],
  ])
  const [due] = rows('scheduledPublish.create', { id: GONE, dueAt: '2026-03-04T05:06:00.000Z', hash: 'abc' })
  expect(due).toMatch(/^Due: .*2026/)
})

test('a part that nobody gave a name keeps its own, and a long list ends with how many more there are', () => {
  expect(rows('future.change', { id: 'it', strange: { deep: 'x' }, __proto__x: 1 })).toEqual([
    ...['Name: it', 'strange › deep: x', '__proto__x: 1'],
  ])
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`part${index}`, index + 1]))
  const told = rows('future.change', { id: GONE, ...many })
  expect(told).toHaveLength(21)
  expect(told.at(-1)).toBe('…: 10 more')
})

test('colours, roles and ways to find a person are told in the words that other pages have for them', () => {
  const tag = { id: GONE, name: 'VIP', hue: 'teal', archived: false }
  expect(rows('tag.create', tag, { locale: 'zh-CN' })).toEqual(['名称: VIP', '颜色: 青色'])
  expect(rows('tag.update', { id: GONE, old: { archived: false }, new: { archived: true } })).toEqual([
    'Archived: off → on',
  ])
  expect(rows('user.create', { id: GONE, roles: ['staff', 'seller'] }, { locale: 'zh-CN' })).toEqual([
    '角色: 员工、销售',
  ])
  expect(rows('privacy.find', { id: 'person', by: 'email', records: 2 })).toEqual([
    'Found by: E-mail address',
    'Records: 2',
  ])
})
