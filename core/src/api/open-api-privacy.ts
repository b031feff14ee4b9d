import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'

const TEXT: JsonObject = { type: 'string' }
const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] }
const UUID: JsonObject = { type: 'string', format: 'uuid' }
const TIME: JsonObject = { type: 'string', format: 'date-time' }
const FLAG: JsonObject = { type: 'boolean' }
const COUNT: JsonObject = { type: 'integer', minimum: 0 }
const NAME: JsonObject = { type: 'string', minLength: 1, maxLength: 200 }
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items })
const schemaOf = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` })
const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})
const ENTITY: JsonObject = { ...NAME, description: 'One whose records are persons.' }
const PERSON: JsonObject = { entity: ENTITY, id: UUID }
const KEPT: JsonObject = { reason: TEXT, records: COUNT }

export const PRIVACY_SCHEMAS: Record<string, JsonObject> = {
  PersonRecord: object({
    ...{ entity: TEXT, entityLabel: TEXT, id: UUID, title: TEXT, deleted: FLAG },
    fields: { ...listOf(TEXT), description: 'Labels of the fields in which it was found.' },
    isPerson: { ...FLAG, description: 'It is a person itself, whose data can be taken out and erased.' },
    persons: {
      ...listOf(object({ entity: TEXT, id: UUID, title: TEXT })),
      description: 'Persons whom it names; of a person who was merged away, the one that stayed.',
    },
    held: { ...TEXT_OR_NULL, description: 'Why nothing of it may be erased.' },
  }),
  FoundPerson: object({
    records: listOf(schemaOf('PersonRecord')),
    more: { ...FLAG, description: 'There are more of some entity than are shown.' },
    users: listOf(object({ id: UUID, name: TEXT, email: TEXT, active: FLAG })),
  }),
  ErasurePlan: object({
    person: schemaOf('PersonRecord'),
    entities: listOf(
      object({
        ...{ entity: TEXT, label: TEXT, records: COUNT, deleted: COUNT, files: COUNT, history: COUNT },
        fields: listOf(
          object({
            field: TEXT,
            label: TEXT,
            filled: COUNT,
            becomes: { type: 'string', enum: ['empty', 'replaced', 'chosen'] },
          }),
        ),
        kept: listOf(object(KEPT)),
        ofOthersToo: { ...COUNT, description: 'Of the records, those that name other persons too.' },
      }),
    ),
    records: COUNT,
    blocks: { ...listOf(TEXT), description: 'Why nothing can be erased as things are.' },
    choices: {
      ...listOf(object({ entity: TEXT, entityLabel: TEXT, field: TEXT, schema: { type: 'object' } })),
      description: 'Fields for which `values` of the erasure has to say what is to stand there.',
    },
    confirm: { ...TEXT, description: 'What has to be sent to agree.' },
  }),
  ErasureRun: object({
    ...{ id: UUID, entity: TEXT, recordId: UUID, status: { type: 'string', enum: ['running', 'done'] } },
    ...{ total: COUNT, done: COUNT },
    erased: listOf(object({ entity: TEXT, label: TEXT, records: COUNT, history: COUNT, files: COUNT })),
    left: {
      ...object({ reasons: COUNT, views: COUNT }),
      description:
        'Texts that people wrote of other things, which stay and name the person: reasons of changes of many records, and saved views.',
    },
    kept: listOf(object({ entity: TEXT, label: TEXT, ...KEPT })),
    startedBy: object({ actor: TEXT, name: TEXT }),
    startedAt: TIME,
    endedAt: { type: ['string', 'null'], format: 'date-time' },
    error: { ...TEXT_OR_NULL, description: 'Why the last try failed; it is tried again.' },
  }),
}

/** What is held of one person; the server refuses whoever has none of the two rights. */
export function privacyPaths(locale: Locale): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const shared = (id: string, summary: string) => ({
    operationId: `privacy.${id}`,
    tags: [words('Personal data', '个人数据')],
    summary,
  })
  const taken = words(
    'All that is held of a person, as a file; for those with the right privacy.export',
    '导出某人的全部数据；需要 privacy.export 权限',
  )
  return {
    '/api/privacy/find': {
      post: {
        ...shared('find', words('Find what is held of somebody', '查找与某人相关的数据')),
        ...body({
          oneOf: [closed({ email: contact(320) }), closed({ phone: contact(50) }), closed({ record: RECORD })],
        }),
        responses: answer('application/json', schemaOf('FoundPerson')),
      },
    },
    '/api/privacy/export.json': {
      get: {
        ...shared('exportJson', taken),
        parameters: QUERY,
        responses: answer('application/json', { type: 'object' }),
      },
    },
    '/api/privacy/export.csv': {
      get: {
        ...shared('exportCsv', words('The same as CSV, a line per value', '同上，CSV 格式，每个值一行')),
        parameters: QUERY,
        responses: answer('text/csv', TEXT),
      },
    },
    '/api/privacy/plan': {
      get: {
        ...shared('plan', words('What an erasure would do', '预览删除的影响')),
        parameters: QUERY,
        responses: answer('application/json', schemaOf('ErasurePlan')),
      },
    },
    '/api/privacy/erase': {
      post: {
        ...shared(
          'erase',
          words(
            'Erase personal values for good, in the background; for those with the right privacy.erase',
            '在后台永久删除个人数据；需要 privacy.erase 权限',
          ),
        ),
        ...body(ERASURE),
        responses: answer('application/json', schemaOf('ErasureRun')),
      },
    },
    '/api/privacy/erasures': {
      get: {
        ...shared('erasures', words('The last 50 erasures, newest first', '最近 50 次删除，最新在前')),
        responses: answer('application/json', listOf(schemaOf('ErasureRun'))),
      },
    },
  }
}

function contact(maxLength: number): JsonObject {
  return { type: 'string', minLength: 3, maxLength }
}

function closed(properties: JsonObject): JsonObject {
  return { ...object(properties), additionalProperties: false }
}

const RECORD: JsonObject = closed({ entity: NAME, id: UUID })

const AGREED: JsonObject = { ...PERSON, confirm: { type: 'string', maxLength: 1000 }, records: COUNT }
const ERASURE: JsonObject = {
  ...object(AGREED),
  properties: {
    ...AGREED,
    values: {
      type: 'object',
      additionalProperties: { type: 'object' },
      description: 'Entity → field → what is to stand there, for each of the plan’s `choices`.',
    },
  },
  additionalProperties: false,
}

const QUERY: JsonObject[] = [
  { name: 'entity', in: 'query', required: true, schema: ENTITY },
  { name: 'id', in: 'query', required: true, schema: UUID },
]

function body(schema: JsonObject): JsonObject {
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function answer(type: string, schema: JsonObject): JsonValue {
  return {
    '200': { description: 'OK', content: { [type]: { schema } } },
    default: { $ref: '#/components/responses/Problem' },
  }
}
