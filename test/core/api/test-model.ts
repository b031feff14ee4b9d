import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelView, ModelViewAction } from '@tenon/sdk/contract/model-document'

/** A model with every field type, and `extra` text fields on `contact`. */
export function makeDocument(extra: string[] = []): ModelDocument {
  const contact = { ...CONTACT_FIELDS, ...Object.fromEntries(extra.map((name) => [name, text(name)])) }
  const base = { type: 'object' as const, source: 'crm' }
  return {
    entities: {
      contact: {
        ...base,
        name: 'contact',
        label: { en: 'Contact', 'zh-CN': '联系人' },
        pluralLabel: { en: 'Contacts', 'zh-CN': '联系人' },
        titleField: 'name',
        required: ['name', 'status'],
        properties: contact,
        fieldSources: Object.fromEntries(Object.keys(contact).map((name) => [name, 'crm'])),
      },
      deal: {
        ...base,
        name: 'deal',
        label: { en: 'Deal' },
        pluralLabel: { en: 'Deals' },
        titleField: 'title',
        properties: {
          title: text('Title'),
          amount: { fieldType: 'money', label: { en: 'Amount' }, currency: 'EUR' },
          half: { fieldType: 'formula', label: { en: 'Half' }, formula: 'amount / 2', readOnly: true },
        },
        fieldSources: { title: 'crm', amount: 'crm', half: 'crm' },
      },
    },
    pipelines: {
      sales: {
        name: 'sales',
        entity: 'deal',
        label: { en: 'Sales' },
        source: 'crm',
        stages: [
          { name: 'open', label: { en: 'Open' }, category: 'open' },
          { name: 'won', label: { en: 'Won' }, category: 'won' },
        ],
      },
    },
  }
}

/** What staff see: all but the field `secret`; they may not delete contacts. */
export function viewOf(document: ModelDocument, version: number): ModelView {
  const entities = Object.entries(document.entities).map(([name, entity]) => {
    const { secret: _, ...properties } = entity.properties
    const writableFields = Object.keys(properties).filter((field) => field !== 'number' && field !== 'half')
    const access = { create: true, update: true, delete: name !== 'contact', writableFields }
    return [name, { ...entity, properties, access, actions: ACTIONS[name] ?? [] }] as const
  })
  const { pipelines } = document
  return { version, locale: 'en', entities: Object.fromEntries(entities), pipelines, views: {}, users: [] }
}

/** Actions that staff may run. */
const ACTIONS: Record<string, ModelViewAction[]> = {
  contact: [
    {
      plugin: 'crm',
      name: 'invite',
      label: { en: 'Invite', 'zh-CN': '邀请' },
      places: ['record', 'selection', 'list'],
      form: { properties: { on: { fieldType: 'date', label: { en: 'On' } } }, required: ['on'] },
    },
  ],
}

function text(label: string): FieldSchema {
  return { fieldType: 'text', label: { en: label } }
}

const CONTACT_FIELDS: Record<string, FieldSchema> = {
  name: { ...text('Name'), help: { en: 'As on the passport.' }, maxLength: 100 },
  notes: { fieldType: 'longText', label: { en: 'Notes' } },
  email: { fieldType: 'email', label: { en: 'E-mail' }, unique: true },
  phone: { fieldType: 'phone', label: { en: 'Phone' } },
  site: { fieldType: 'url', label: { en: 'Site' } },
  age: { fieldType: 'integer', label: { en: 'Age' }, minimum: 0 },
  score: { fieldType: 'decimal', label: { en: 'Score' }, scale: 3 },
  share: { fieldType: 'percent', label: { en: 'Share' } },
  budget: { fieldType: 'money', label: { en: 'Budget' }, currency: 'EUR' },
  stars: { fieldType: 'rating', label: { en: 'Stars' } },
  vip: { fieldType: 'boolean', label: { en: 'VIP' } },
  birthday: { fieldType: 'date', label: { en: 'Birthday' } },
  lastCall: { fieldType: 'dateTime', label: { en: 'Last call' } },
  callAt: { fieldType: 'time', label: { en: 'Call at' } },
  status: {
    fieldType: 'choice',
    label: { en: 'Status', 'zh-CN': '状态' },
    default: 'new',
    options: [
      { value: 'new', label: { en: 'New', 'zh-CN': '新' } },
      { value: 'known', label: { en: 'Known', 'zh-CN': '已知' } },
    ],
  },
  tags: { fieldType: 'multiChoice', label: { en: 'Tags' }, options: [{ value: 'a', label: { en: 'A' } }] },
  deal: { fieldType: 'reference', label: { en: 'Deal' }, reference: { entity: 'deal' } },
  keeper: { fieldType: 'user', label: { en: 'Keeper' } },
  home: { fieldType: 'address', label: { en: 'Home' } },
  data: { fieldType: 'json', label: { en: 'Data' } },
  number: { fieldType: 'sequence', label: { en: 'Number' }, sequence: { prefix: 'C-', padding: 4 } },
  secret: text('Secret'),
}
