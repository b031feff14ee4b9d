import type { AuditEntry, AuditGroup } from '@tenon/sdk/contract/audit-api'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { expect, test } from 'vitest'
import { groupWords } from '../../../schema-studio/src/workspace/group-words.ts'

const model = { entities: { account: { label: { en: 'Account', 'zh-CN': '客户' } } } } as unknown as ModelView

function words(group: Omit<AuditGroup, 'id'>, locale: 'en' | 'zh-CN', origin?: AuditEntry['origin']): string {
  const entry = { group: { id: 'x', ...group }, ...(origin && { origin }) } as AuditEntry
  return groupWords(entry, { locale, model })
}

const accounts = (action: string, count: number, locale: 'en' | 'zh-CN' = 'en') => {
  return { action, entity: 'account', entityLabel: locale === 'en' ? 'Accounts' : '客户', count }
}

test('what was done in one go is told by what was done to how many, and in the course of what', () => {
  expect(words({ kind: 'bulk', parts: [accounts('update', 1_500)] }, 'en')).toBe('changed 1,500 Accounts (bulk change)')
  expect(words({ kind: 'undo', parts: [accounts('update', 2)] }, 'en')).toBe(
    'changed 2 Accounts (undo of a bulk change)',
  )
  expect(words({ kind: 'bulk', parts: [accounts('delete', 1)] }, 'en')).toBe('deleted 1 Account (bulk change)')
  expect(words({ kind: 'bulk', parts: [accounts('update', 20_000)], atLeast: true }, 'en')).toBe(
    'changed 20,000+ Accounts (bulk change)',
  )
  expect(words({ kind: 'merge', parts: [accounts('update', 3), accounts('delete', 1)] }, 'en')).toBe(
    'changed 3 Accounts, deleted 1 Account (merge)',
  )
  const parts = [accounts('create', 45, 'zh-CN')]
  expect(words({ kind: 'unmerge', parts }, 'zh-CN')).toBe('创建了 45 条客户（撤销合并）')
})

test('what an action wrote is told with its label, and a taking back with whose changes these were and when', () => {
  const entry = {
    undid: { actor: 'user:eve', name: 'Eve', from: '2026-03-01T09:00:00Z', to: '2026-03-02T17:30:00Z' },
    group: { id: 'x', kind: 'undoChanges', parts: [accounts('update', 3)] },
  } as unknown as AuditEntry
  expect(groupWords(entry, { locale: 'en', model, called: 'Eve' })).toMatch(
    /^changed 3 Accounts \(undo of what Eve changed, Mar 1, 2026, .+ to Mar 2, 2026, .+\)$/,
  )
  expect(groupWords(entry, { locale: 'zh-CN', model, called: 'Eve' })).toMatch(
    /^修改了 3 条Accounts（撤销 Eve 在 2026年3月1日 .+ 至 2026年3月2日 .+ 期间的修改）$/,
  )
  const acted = { group: { id: 'x', kind: 'action', action: 'stock.sell', parts: [accounts('update', 3)] } }
  const told = { model, called: 'Sell' }
  expect(groupWords(acted as AuditEntry, { ...told, locale: 'en' })).toBe('changed 3 Accounts (action “Sell”)')
  expect(groupWords(acted as AuditEntry, { ...told, locale: 'zh-CN' })).toBe('修改了 3 条Accounts（操作“Sell”）')
})

test('an import is called by its file, where that is known', () => {
  const parts = [accounts('create', 45)]
  const origin = { import: { run: '0', name: 'leads.csv', row: 1 } } as unknown as NonNullable<AuditEntry['origin']>
  expect(words({ kind: 'import', parts }, 'en', origin)).toBe('created 45 Accounts (import “leads.csv”)')
  expect(words({ kind: 'import', parts }, 'en')).toBe('created 45 Accounts (import)')
  expect(words({ kind: 'import', parts: [accounts('create', 45, 'zh-CN')] }, 'zh-CN', origin)).toBe(
    '创建了 45 条客户（导入“leads.csv”）',
  )
})
