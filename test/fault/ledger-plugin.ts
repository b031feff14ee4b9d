import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const text = (label: string) => ({ fieldType: 'text', label: { en: label } })
const entity = (name: string, properties: Record<string, unknown>) => ({
  type: 'object',
  name,
  label: { en: name },
  pluralLabel: { en: `${name}s` },
  titleField: Object.keys(properties)[0],
  properties,
})

/**
 * Sales, of which each leaves one receipt, and orders, which leave nothing; a key says which write a record is of.
 * Entries and receipts are alike, only that entries pass a hook.
 */
const FILES: Record<string, unknown> = {
  'plugin.json': {
    id: 'ledger',
    version: '1.0.0',
    label: { en: 'Ledger' },
    host: '^0.1.0',
    capabilities: ['order:read', 'receipt:read', 'receipt:write'].map((grant) => ({
      capability: `entity:${grant}`,
      reason: { en: 'Keeps the books.' },
    })),
  },
  'entities/order.schema.json': entity('order', { key: text('Key'), check: text('Check') }),
  'entities/entry.schema.json': entity('entry', { event: text('Event'), key: text('Key') }),
  'entities/sale.schema.json': entity('sale', { key: text('Key'), check: text('Check') }),
  'entities/receipt.schema.json': entity('receipt', { event: text('Event'), key: text('Key') }),
  'hooks.ts': `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
    const check = eachRecord(async ({ values }, tenon) => {
      await tenon.records.find({ entity: 'order', limit: 1 })
      return { check: String([...String(values['key'])].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)) }
    })
    const trim = eachRecord(({ values }) => ({ key: String(values['key']).trim().toUpperCase() }))
    const receipt = eachRecord(async ({ values }, tenon) => {
      const event = String(tenon.eventId)
      const { records } = await tenon.records.find({ entity: 'receipt', where: { field: 'event', op: 'eq', value: event } })
      if (records.length === 0) await tenon.records.create({ entity: 'receipt', values: { event, key: values['key'] } })
    })
    export const plugin = definePlugin({
      entities: { entry: { beforeCreate: trim }, order: { beforeCreate: check }, sale: { beforeCreate: check, afterCreate: receipt } },
    })`,
}

export function writeLedgerPlugin(folder: string): void {
  for (const [file, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
}
