import type { PluginFiles } from '../plugins/write-plugin.ts'

const text = (label: string, more: object = {}) => ({ fieldType: 'text', label: { en: label }, ...more })
const capability = (name: string) => ({ capability: name, reason: { en: 'For the tests.' } })

/** A plugin with one of everything that staff get to see: actions, figures, views, and a cleaner of imported rows. */
export const STOCK_PLUGIN: PluginFiles = {
  'plugin.json': {
    id: 'stock',
    version: '1.0.0',
    label: { en: 'Stock', 'zh-CN': '库存' },
    host: '^0.1.0',
    capabilities: [capability('entity:item:read'), capability('entity:item:write')],
    actions: [
      {
        name: 'sell',
        label: { en: 'Sell', 'zh-CN': '售出' },
        entity: 'item',
        places: ['record', 'selection', 'list'],
        form: {
          properties: {
            on: { fieldType: 'date', label: { en: 'On', 'zh-CN': '日期' } },
            price: { fieldType: 'money', label: { en: 'Price' }, currency: 'EUR', minimum: 0 },
            note: text('Note', { maxLength: 20 }),
            insteadOf: { fieldType: 'reference', label: { en: 'Instead of' }, reference: { entity: 'item' } },
            seller: { fieldType: 'user', label: { en: 'Seller' } },
            way: {
              fieldType: 'choice',
              label: { en: 'Way' },
              options: [
                { value: 'shop', label: { en: 'Shop' } },
                { value: 'fax', label: { en: 'Fax' }, archived: true },
              ],
              default: 'shop',
            },
          },
          required: ['on'],
        },
      },
      { name: 'count', label: { en: 'Count' }, entity: 'item', places: ['list'], requires: 'read' },
      { name: 'slow', label: { en: 'Slow' }, entity: 'item', places: ['selection', 'list'] },
      { name: 'fail', label: { en: 'Fail' }, entity: 'item', places: ['selection', 'list'] },
      { name: 'copy', label: { en: 'Copy' }, entity: 'item', places: ['record'], requires: 'read' },
      { name: 'look', label: { en: 'Look' }, entity: 'item', places: ['record'], requires: 'read' },
    ],
  },
  'entities/item.schema.json': {
    type: 'object',
    name: 'item',
    label: { en: 'Item', 'zh-CN': '物品' },
    pluralLabel: { en: 'Items', 'zh-CN': '物品' },
    titleField: 'name',
    properties: {
      name: text('Name', { unique: true, searchable: true }),
      status: {
        fieldType: 'choice',
        label: { en: 'Status' },
        options: [
          { value: 'here', label: { en: 'Here' } },
          { value: 'sold', label: { en: 'Sold' } },
        ],
        default: 'here',
      },
      worth: { fieldType: 'money', label: { en: 'Worth' }, currency: 'EUR' },
      note: text('Note'),
      secret: text('Secret'),
    },
    required: ['name'],
  },
  'views/here.view.json': {
    name: 'here',
    entity: 'item',
    label: { en: 'Here', 'zh-CN': '在库' },
    where: { field: 'status', op: 'eq', value: 'here' },
    sort: [{ field: 'name' }],
    fields: ['name', 'secret', 'worth'],
  },
  'views/my-own.view.json': {
    name: 'myOwn',
    entity: 'item',
    label: { en: 'My own' },
    where: { and: [{ field: 'ownerId', op: 'eq', value: { $actor: true } }, { not: { field: 'name', op: 'isNull' } }] },
  },
  'views/secrets.view.json': {
    name: 'secrets',
    entity: 'item',
    label: { en: 'With a secret' },
    where: { field: 'secret', op: 'isNull', value: false },
  },
  'metrics/items.metric.json': {
    name: 'items',
    label: { en: 'Items', 'zh-CN': '物品数' },
    unit: 'number',
    entity: 'item',
  },
  'metrics/worth.metric.json': { name: 'worth', label: { en: 'Worth' }, unit: 'money', better: 'up' },
  'metrics/writes.metric.json': { name: 'writes', label: { en: 'Writes' }, unit: 'number' },
  'hooks.ts': `
import { definePlugin, eachRecord, reject } from '@tenon/sdk/plugin'

async function all(tenon) {
  const { records } = await tenon.records.find({ entity: 'item', limit: 200 })
  return records
}

export const plugin = definePlugin({
  actions: {
    sell: eachRecord(async ({ id, values }, tenon) => {
      if (values.status === 'sold') reject({ en: 'It is sold already.', 'zh-CN': '已售出。' }, { field: 'status' })
      const { on, note, price, way } = tenon.form
      const text = [on, way, note, price?.amount, price?.currency].filter(Boolean).join(' ')
      await tenon.records.update({ entity: 'item', id, version: values.version, values: { status: 'sold', note: text } })
      return { message: { en: 'Sold.', 'zh-CN': '已售出' }, open: { entity: 'item', id } }
    }),
    async count(records, tenon) {
      await tenon.progress(1, 4, 'Counting')
      if (records.length > 0) return records.map(() => undefined)
      const found = await all(tenon)
      if (found.length === 0) reject('There is nothing to count.')
      return { message: found.length + ' items' }
    },
    async slow(records, tenon) {
      const steps = records.length > 50 ? 100 : 40
      for (let step = 0; step < steps; step++) {
        await tenon.progress(step, steps, 'Step ' + step)
        await tenon.records.find({ entity: 'item', limit: 1 })
        await tenon.records.find({ entity: 'item', limit: 1 })
      }
      return records.map(() => undefined)
    },
    fail: (records) => {
      if (records.some((one) => one.values.name === 'last')) throw new Error('the machine is on fire')
      return records.map(() => ({ message: 'one of several ' + records[0].values.name }))
    },
    copy: eachRecord(async ({ values }, tenon) => {
      const made = await tenon.records.create({ entity: 'item', values: { name: 'Copy of ' + values.name } })
      return { open: { entity: 'item', id: made.id } }
    }),
    look: eachRecord(async ({ values }, tenon) => ({ message: Object.keys(values).sort().join(' ') })),
  },
  metrics: {
    async items(question, tenon) {
      const found = await all(tenon)
      return { value: found.length, before: 1, series: found.slice(0, 2).map((one) => ({ label: one.name, value: 1 })) }
    },
    worth: ({ from }) => (from < '2020' ? { value: 12.5, currency: 'EUR' } : { value: '12.50', currency: 'EUR' }),
    async writes(_question, tenon) {
      await tenon.records.create({ entity: 'item', values: { name: 'by a metric' } })
      return { value: 1 }
    },
  },
  imports: {
    clean: (rows) =>
      rows.map(({ values }) => {
        if (values.name === 'explode') throw new Error('no such column')
        if (values.name.startsWith('?')) return reject1('Nobody knows what this is.', 'name')
        return { name: values.name.trim().toUpperCase(), amount: values.price.replace('€', '') }
      }),
    odd: (rows) => rows.map(() => ({ name: 7 })),
    wide: (rows) =>
      rows.map((_, row) => Object.fromEntries(Array.from({ length: 20 }, (_, i) => ['c' + (row * 20 + i), 'x']))),
  },
})

function reject1(message: string, field: string) {
  try {
    return reject(message, { field })
  } catch (rejection) {
    return rejection
  }
}
`,
}
