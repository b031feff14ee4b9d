import type { ModelView } from '@tenon/sdk/contract/model-document'
import { HOOK_TOPICS } from '@tenon/sdk/contract/plugin-manifest'
import { expect, test } from 'vitest'
import { hookName } from '../../../schema-studio/src/plugins/hook-name.ts'

const model = {
  entities: { vehicle: { label: { en: 'Vehicle', 'zh-CN': '车辆' } } },
  pipelines: {
    sales: { stages: [{ entry: { guards: [{ name: 'paid', label: { en: 'Is it paid?', 'zh-CN': '已付款？' } }] } }] },
  },
} as unknown as ModelView

test.each([
  ['entities.vehicle.beforeCreate', 'Vehicle: before creating', '车辆：新建之前'],
  ['entities.vehicle.validate', 'Vehicle: checking values', '车辆：检查数据'],
  ['guards.paid', 'Guard “Is it paid?”', '守卫条件“已付款？”'],
  ['lifecycle.onUpgrade', 'When it is upgraded', '升级时'],
  ['events.fleet.booked', 'On the event fleet.booked', '收到事件 fleet.booked 时'],
])('%s is called by words', (hook, en, zh) => {
  expect(hookName(hook, { model, locale: 'en' })).toBe(en)
  expect(hookName(hook, { model, locale: 'zh-CN' })).toBe(zh)
})

test('hooks of an entity that comes with the plugin have its name before it is there', () => {
  const coming = [{ name: 'garage', label: { en: 'Garages' } }]
  expect(hookName('entities.garage.afterCreate', { model, locale: 'en', coming })).toBe('Garages: after creating')
})

test('every kind of hook that there is has words, and what nobody knows does no harm', () => {
  for (const topic of HOOK_TOPICS.filter((name) => name !== 'lifecycle')) {
    expect(hookName(`${topic}.x`, { model, locale: 'en' })).not.toMatch(/^Code/)
  }
  for (const hook of ['', 'constructor', '__proto__.x', 'entities', 'entities.constructor.toString']) {
    expect(hookName(hook, { model, locale: 'en' })).toEqual(expect.any(String))
  }
})
