import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'

function field(fieldType: FieldType, label: string, more: Partial<FieldSchema> = {}): FieldSchema {
  return { fieldType, label: { en: label, 'zh-CN': `${label}（中）` }, ...more }
}

function entity(schema: Pick<EntitySchema, 'name' | 'titleField' | 'properties'> & Partial<EntitySchema>): ModelEntity {
  return {
    type: 'object',
    label: { en: schema.name, 'zh-CN': `实体${schema.name}` },
    pluralLabel: { en: `${schema.name}s`, 'zh-CN': `实体${schema.name}` },
    ...schema,
    source: 'sample',
    fieldSources: Object.fromEntries(Object.keys(schema.properties).map((name) => [name, 'sample'])),
  }
}

const account = entity({
  name: 'account',
  titleField: 'name',
  required: ['name'],
  properties: {
    name: field('text', 'Name', { searchable: true, embed: 'portal' }),
    code: field('text', 'Code', { unique: true }),
    parent: field('reference', 'Parent', { reference: { entity: 'account', onDelete: 'setNull' } }),
    revenue: field('money', 'Revenue', { currency: 'USD' }),
  },
})

const contact = entity({
  name: 'contact',
  titleField: 'name',
  required: ['name'],
  properties: {
    name: field('text', 'Name', { searchable: true, embed: 'portal' }),
    email: field('email', 'E-mail', { searchable: true, unique: true, embed: 'portal' }),
    salary: field('decimal', 'Salary', { sensitive: true }),
  },
})

const deal = entity({
  name: 'deal',
  titleField: 'name',
  customerField: 'contact',
  required: ['name'],
  properties: {
    name: field('text', 'Name', { searchable: true, embed: 'portal' }),
    number: field('sequence', 'Number', { sequence: { prefix: 'D-', padding: 3 } }),
    account: field('reference', 'Account', { reference: { entity: 'account', onDelete: 'restrict' } }),
    contact: field('reference', 'Contact', { reference: { entity: 'contact', onDelete: 'setNull' }, embed: 'portal' }),
    amount: field('money', 'Amount', { currency: 'USD', embed: 'portal' }),
    quantity: field('integer', 'Quantity'),
    ratio: field('decimal', 'Ratio', { scale: 4 }),
    closesOn: field('date', 'Closes on', { embed: 'portal' }),
    signedAt: field('dateTime', 'Signed at'),
    urgent: field('boolean', 'Urgent'),
    kind: field('choice', 'Kind', {
      embed: 'portal',
      options: ['new', 'renewal', 'other'].map((value) => ({
        value,
        label: { en: `Kind ${value}`, 'zh-CN': `类型 ${value}` },
      })),
    }),
    tags: field('multiChoice', 'Tags', {
      options: ['hot', 'cold', 'warm'].map((value) => ({ value, label: { en: value } })),
    }),
    details: field('json', 'Details'),
    reviewer: field('user', 'Reviewer'),
    score: field('integer', 'Score', { readOnly: true }),
  },
})

const line = entity({
  name: 'line',
  titleField: 'text',
  properties: {
    text: field('text', 'Text'),
    deal: field('reference', 'Deal', { reference: { entity: 'deal', onDelete: 'cascade' } }),
  },
})

const pipeline: PipelineSchema = {
  name: 'sales',
  entity: 'deal',
  label: { en: 'Sales', 'zh-CN': '销售' },
  initialStage: 'fresh',
  amountField: 'amount',
  stages: [
    { name: 'fresh', label: { en: 'Fresh', 'zh-CN': '新建' }, category: 'open', transitions: ['talking', 'lost'] },
    { name: 'talking', label: { en: 'Talking', 'zh-CN': '洽谈' }, category: 'open' },
    {
      name: 'contract',
      label: { en: 'Contract', 'zh-CN': '合同' },
      category: 'open',
      entry: {
        requiredFields: ['amount', 'closesOn'],
        guards: [{ name: 'readyForContract', label: { en: 'Ready for contract', 'zh-CN': '具备签约条件' } }],
      },
    },
    {
      name: 'signed',
      label: { en: 'Signed', 'zh-CN': '已签' },
      category: 'open',
      entry: { requiredFields: ['contact'] },
    },
    { name: 'won', label: { en: 'Won', 'zh-CN': '赢单' }, category: 'won', hue: 'green' },
    { name: 'lost', label: { en: 'Lost', 'zh-CN': '输单' }, category: 'lost' },
  ],
}

/** Accounts, contacts, deals with a pipeline, and lines that go with their deal. */
export function sampleRecordsModel(): ModelDocument {
  return {
    entities: { account, contact, deal, line },
    pipelines: { sales: { ...pipeline, source: 'sample' } },
  }
}
