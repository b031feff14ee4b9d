import type { ModelView } from '@tenon/sdk/contract/model-document'
import { HOOK_TOPICS } from '@tenon/sdk/contract/plugin-manifest'
import { expect, test } from 'vitest'
import { hookName } from '../../../schema-studio/src/plugins/hook-name.ts'

const model = {
  entities: {
    vehicle: {
      label: { en: 'Vehicle', 'zh-CN': '车辆' },
      properties: {
        score: { label: { en: 'Score' }, computedBy: 'vehicleMargin' },
        margin: { label: { en: 'Margin', 'zh-CN': '毛利' }, computedBy: 'vehicleMargin' },
      },
      fieldSources: { score: 'rating', margin: 'fleet' },
      actions: [
        { name: 'takeOff', label: { en: 'Take off the list' }, plugin: 'rating' },
        { name: 'takeOff', label: { en: 'Take off sale', 'zh-CN': '下架' }, plugin: 'fleet' },
      ],
    },
  },
  pipelines: {
    ratings: { source: 'rating', stages: [{ exit: { guards: [{ name: 'paid', label: { en: 'Fee paid?' } }] } }] },
    sales: {
      source: 'fleet',
      stages: [{ entry: { guards: [{ name: 'paid', label: { en: 'Is it paid?', 'zh-CN': '已付款？' } }] } }],
    },
  },
} as unknown as ModelView

test.each([
  ['entities.vehicle.beforeCreate', 'Vehicle: before creating', '车辆：新建之前'],
  ['entities.vehicle.validate', 'Vehicle: checking values', '车辆：检查数据'],
  ['guards.paid', 'Guard “Is it paid?”', '守卫条件“已付款？”'],
  ['computed.vehicleMargin', 'Computed field “Margin”', '计算字段“毛利”'],
  ['actions.takeOff', 'Action “Take off sale”', '操作“下架”'],
  ['lifecycle.onUpgrade', 'When it is upgraded', '升级时'],
  ['events.fleet.booked', 'On the event fleet.booked', '收到事件 fleet.booked 时'],
])('%s is called by words', (hook, en, zh) => {
  expect(hookName(hook, { model, plugin: 'fleet', locale: 'en' })).toBe(en)
  expect(hookName(hook, { model, plugin: 'fleet', locale: 'zh-CN' })).toBe(zh)
})

test('parts of another plugin that has the same names in code are called by their own labels', () => {
  const named = (hook: string) => hookName(hook, { model, plugin: 'rating', locale: 'en' })
  expect(['computed.vehicleMargin', 'actions.takeOff', 'guards.paid'].map(named)).toEqual([
    'Computed field “Score”',
    'Action “Take off the list”',
    'Guard “Fee paid?”',
  ])
  expect(hookName('guards.paid', { model, plugin: 'third', locale: 'en' })).toBe('Guard “paid”')
})

test('hooks of an entity that comes with the plugin have its name before it is there', () => {
  const contents = { entities: [{ name: 'garage', label: { en: 'Garages' } }] }
  expect(hookName('entities.garage.afterCreate', { model, plugin: 'fleet', locale: 'en', contents })).toBe(
    'Garages: after creating',
  )
})

test('schedules, webhooks and figures are called as the plugin calls them', () => {
  const part = (name: string, en: string) => [{ name, label: { en } }]
  const contents = {
    schedules: part('remind', 'Remind of test drives'),
    webhooks: part('orders', 'Orders of the shop'),
    metrics: part('rate', 'Success rate'),
  }
  const named = (hook: string) => hookName(hook, { model, plugin: 'fleet', locale: 'en', contents })
  expect(named('schedules.remind')).toBe('Schedule “Remind of test drives”')
  expect(named('webhooks.orders')).toBe('Webhook “Orders of the shop”')
  expect(named('metrics.rate')).toBe('Figure “Success rate”')
  expect(named('schedules.constructor')).toBe('Schedule “constructor”')
})

test('every kind of hook that there is has words, and what nobody knows does no harm', () => {
  for (const topic of HOOK_TOPICS.filter((name) => name !== 'lifecycle')) {
    expect(hookName(`${topic}.x`, { model, plugin: 'fleet', locale: 'en' })).not.toMatch(/^Code/)
  }
  for (const hook of ['', 'constructor', '__proto__.x', 'entities', 'entities.constructor.toString']) {
    expect(hookName(hook, { model, plugin: 'fleet', locale: 'en' })).toEqual(expect.any(String))
  }
})
