import { HUES } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TAG_LIMITS } from '@tenon/sdk/contract/tags-api'

const TEXT: JsonObject = { type: 'string' }
const UUID: JsonObject = { type: 'string', format: 'uuid' }
const FLAG: JsonObject = { type: 'boolean' }
const HUE: JsonObject = { type: 'string', enum: [...HUES] }
const NAME: JsonObject = { type: 'string', minLength: 1, maxLength: TAG_LIMITS.name }
const COUNT: JsonObject = { type: 'integer', minimum: 0 }
const ENTITIES: JsonObject = {
  type: ['array', 'null'],
  items: TEXT,
  description: 'Entities whose records it can be put on; null: all.',
}
const object = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
})
const input = (properties: JsonObject, required: string[]): JsonObject => ({
  ...object(properties, required),
  additionalProperties: false,
})

export const TAG_SCHEMAS: Record<string, JsonObject> = {
  Tag: object({ id: UUID, name: TEXT, hue: HUE, entities: ENTITIES, archived: FLAG, leaving: FLAG }),
  TagPage: object({
    tags: { type: 'array', items: { $ref: '#/components/schemas/Tag' } },
    next: { type: ['string', 'null'], description: 'For `after`.' },
    mayManage: FLAG,
    mayCreate: FLAG,
  }),
  TagRemoval: object({
    done: { ...COUNT, description: 'Records that this call has changed.' },
    left: { ...COUNT, description: 'Records that still have it: call again until there are none.' },
  }),
}

/** The catalogue of tags; the server refuses whoever may not change it. */
export function tagPaths(locale: Locale): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const records = { ...COUNT, description: 'On how many records you take it to be.' }
  const create = input({ name: NAME, hue: HUE, entities: ENTITIES }, ['name'])
  const update = input({ name: NAME, hue: HUE, entities: ENTITIES, archived: FLAG }, [])
  const merge = input({ into: UUID, records }, ['into', 'records'])
  const shared = (id: string, summary: string) => ({
    operationId: `tags.${id}`,
    tags: [words('Tags', '标签')],
    summary,
  })
  const one = { name: 'id', in: 'path', required: true, schema: UUID }
  return {
    '/api/tags': {
      get: {
        ...shared('list', words('Tags by name', '按名称列出标签')),
        parameters: LIST,
        responses: answer('TagPage'),
      },
      post: {
        ...shared('create', words('Make a tag', '新建标签')),
        parameters: [{ $ref: '#/components/parameters/idempotencyKey' }],
        ...body(create),
        responses: answer('Tag', '201'),
      },
    },
    '/api/tags/counts': {
      get: {
        ...shared('counts', words('On how many records tags are', '标签用于多少条记录')),
        parameters: [{ ...query('ids', TEXT, 'Separated by commas.'), required: true }],
        responses: answerOf({ type: 'array', items: object({ id: UUID, records: COUNT }) }),
      },
    },
    '/api/tags/{id}': {
      parameters: [one],
      patch: { ...shared('update', words('Change a tag', '修改标签')), ...body(update), responses: answer('Tag') },
      delete: {
        ...shared('delete', words('Take a tag off all records, and away', '从全部记录移除并删除标签')),
        parameters: [{ ...query('records', records), required: true }],
        responses: answer('TagRemoval'),
      },
    },
    '/api/tags/{id}/merge': {
      parameters: [one],
      post: {
        ...shared('merge', words('Replace a tag by another on all records', '在全部记录中用另一标签替换')),
        ...body(merge),
        responses: answer('TagRemoval'),
      },
    },
  }
}

const LIST: JsonObject[] = [
  query('entity', TEXT, 'Those that can be put on its records.'),
  query('search', TEXT),
  query('ids', TEXT, 'Separated by commas.'),
  query('archived', { type: 'string', enum: ['true', 'false'] }),
  query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
  query('after', TEXT, '`next` of the page before.'),
]

function query(name: string, schema: JsonObject, description?: string): JsonObject {
  return { name, in: 'query', schema, ...(description !== undefined && { description }) }
}

function body(schema: JsonObject): JsonObject {
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function answer(schema: string, status = '200'): JsonValue {
  return answerOf({ $ref: `#/components/schemas/${schema}` }, status)
}

function answerOf(schema: JsonObject, status = '200'): JsonValue {
  return {
    [status]: { description: 'OK', content: { 'application/json': { schema } } },
    default: { $ref: '#/components/responses/Problem' },
  }
}
