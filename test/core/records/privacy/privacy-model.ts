import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'

function field(fieldType: FieldType, label: string, more: Partial<FieldSchema> = {}): FieldSchema {
  return { fieldType, label: { en: label, 'zh-CN': `${label}（中）` }, ...more }
}

type Sketch = Pick<EntitySchema, 'name' | 'titleField' | 'properties'> & Partial<EntitySchema>

function entity(schema: Sketch): ModelEntity {
  return {
    type: 'object',
    label: { en: schema.name },
    pluralLabel: { en: `${schema.name}s` },
    ...schema,
    source: 'sample',
    fieldSources: Object.fromEntries(Object.keys(schema.properties).map((name) => [name, 'sample'])),
  }
}

const personal = { personal: true }

/** Persons, what tells of them by one step and by two, what must be kept, and what names many. */
export function privacyModel(): ModelDocument {
  const entities = [
    entity({
      name: 'person',
      titleField: 'name',
      subject: true,
      required: ['name', 'email'],
      properties: {
        name: field('text', 'Name', { ...personal, searchable: true }),
        handle: field('slug', 'Handle', { slugFrom: 'name', unique: true }),
        email: field('email', 'E-mail', { ...personal, unique: true, searchable: true }),
        others: field('emails', 'Other addresses', personal),
        phone: field('phone', 'Phone', personal),
        born: field('date', 'Born', { ...personal, sensitive: true }),
        tier: field('text', 'Tier'),
        photo: field('image', 'Photo', personal),
        partner: field('reference', 'Partner', { reference: { entity: 'person', onDelete: 'setNull' } }),
      },
    }),
    entity({
      name: 'order',
      titleField: 'number',
      required: ['number'],
      properties: {
        number: field('text', 'Number'),
        buyer: field('reference', 'Buyer', { reference: { entity: 'person', onDelete: 'restrict' } }),
        seller: field('reference', 'Seller', { subject: false, reference: { entity: 'person', onDelete: 'setNull' } }),
        shipTo: field('longText', 'Ship to', personal),
        total: field('integer', 'Total'),
      },
    }),
    entity({
      name: 'line',
      titleField: 'text',
      properties: {
        text: field('text', 'Text'),
        order: field('reference', 'Order', { subject: true, reference: { entity: 'order', onDelete: 'cascade' } }),
        engraving: field('text', 'Engraving', personal),
      },
    }),
    entity({
      name: 'invoice',
      titleField: 'number',
      retain: { reason: { en: 'Kept for the tax office', 'zh-CN': '税务留存' }, years: 10 },
      properties: {
        number: field('text', 'Number'),
        payer: field('reference', 'Payer', { reference: { entity: 'person', onDelete: 'setNull' } }),
        payerName: field('text', 'Name of the payer', personal),
      },
    }),
    entity({
      name: 'meeting',
      titleField: 'topic',
      properties: {
        topic: field('text', 'Topic'),
        guests: field('multiReference', 'Guests', { reference: { entity: 'person', onDelete: 'setNull' } }),
        notes: field('longText', 'Notes', personal),
      },
    }),
  ]
  return { entities: Object.fromEntries(entities.map((one) => [one.name, one])), pipelines: {}, views: {} }
}
