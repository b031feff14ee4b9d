import { createHash } from 'node:crypto'
import { type FieldSchema, MATCH_KINDS } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import manifest from '../../package.json' with { type: 'json' }
import { compileModel } from '../model/compile-model.ts'
import { shapeTable } from './shape-table.ts'

const LABEL = { en: 'Probe' }
const KEYWORDS: ReadonlyArray<Partial<FieldSchema>> = [
  {},
  { indexed: true },
  { unique: true },
  { searchable: true },
  {},
]
/** Of the last of these a value is required. */
const REQUIRED = KEYWORDS.length - 1

/**
 * Says which tables this Tenon makes of models: another release, or one that would name, type or index any kind of field
 * in another way, has another one. Nobody has to remember to change it: it is worked out from a model with every kind of field.
 */
export function tableRevision(): string {
  const { entities } = compileModel(probe(), 1)
  const shapes = [...entities.values()].map((entity) => {
    const { columns, constraints, indexes } = shapeTable(entity)
    return {
      columns: columns.map(({ name, type, notNull }) => [name, type, notNull]),
      // Their names end in a hash of what they are.
      objects: [...constraints, ...indexes].map(({ name }) => name),
    }
  })
  const hash = createHash('sha256').update(JSON.stringify(shapes)).digest('base64url')
  return `${manifest.version} ${hash}`
}

/** The same on every machine; nobody's tables. */
function probe(): ModelDocument {
  const fields = FIELD_TYPES.flatMap((type) =>
    KEYWORDS.map((keywords, at) => [`${type}${at}`, field(type, keywords)] as const),
  )
  const part = { source: 'probe', name: 'probe', label: LABEL }
  const match = MATCH_KINDS.map((by) => ({ field: 'text0', by }))
  const kept: ModelEntity = {
    ...{ ...part, type: 'object', pluralLabel: LABEL, titleField: 'text0', fieldSources: {} },
    properties: Object.fromEntries(fields),
    required: FIELD_TYPES.map((type) => `${type}${REQUIRED}`),
    uniqueTogether: [{ fields: ['text0', 'integer0'] }],
    duplicates: [{ name: 'same', label: LABEL, match, onWrite: 'warn' }],
  }
  const stages = [{ name: 'first', label: LABEL, category: 'open' as const }]
  return { entities: { probe: kept }, pipelines: { probe: { ...part, entity: 'probe', stages } } }
}

function field(fieldType: FieldType, keywords: Partial<FieldSchema>): FieldSchema {
  return {
    ...{ fieldType, label: LABEL, options: [{ value: 'one', label: LABEL }] },
    ...{ reference: { entity: 'probe' }, targets: { entities: ['probe'] } },
    items: { properties: { part: { fieldType: 'text', label: LABEL } } },
    ...keywords,
  }
}
