import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { VIEW_LIMITS } from '@tenon/sdk/contract/views-api'

const TEXT: JsonObject = { type: 'string' }
const UUID: JsonObject = { type: 'string', format: 'uuid' }
const VERSION: JsonObject = { type: 'integer', minimum: 0 }
const LIST_OF_TEXTS: JsonObject = { type: 'array', items: TEXT }
const NAME: JsonObject = { type: 'string', minLength: 1, maxLength: VIEW_LIMITS.name }
const ROLES: JsonObject = { type: 'array', items: TEXT, maxItems: VIEW_LIMITS.audience }
const object = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  required,
})
const input = (properties: JsonObject, required: string[]): JsonObject => ({
  ...object(properties, required),
  additionalProperties: false,
})

/** A view in the body of what is asked about records. */
export const VIEW_USED: JsonObject = {
  ...{ type: 'string', minLength: 1, maxLength: 200 },
  description:
    'Id of a saved view, or name of one that the model declares. Its filter holds besides `where`; its order and columns where none are given.',
}
/** The same in a URL. */
export const VIEW_PARAMETER: JsonObject = { name: 'view', in: 'query', schema: VIEW_USED }
export const VIEW_HEADERS: JsonObject = {
  'Tenon-View-Omitted': {
    description: 'How many parts of the view are not for you, or are gone, and so were left out. Missing: none.',
    schema: { type: 'integer' },
  },
}

const DEFINITION: JsonObject = {
  where: { oneOf: [{ $ref: '#/components/schemas/Filter' }, { type: 'null' }], description: 'Null: all records.' },
  sort: {
    type: ['array', 'null'],
    items: object({ field: TEXT, direction: { type: 'string', enum: ['asc', 'desc'] } }, ['field']),
    maxItems: VIEW_LIMITS.sort,
    description: 'Null: newest first.',
  },
  columns: {
    type: ['array', 'null'],
    items: TEXT,
    maxItems: VIEW_LIMITS.columns,
    description: 'Null: those of the entity’s list.',
  },
}
const AUDIENCE: JsonObject = {
  oneOf: [
    { type: 'string', enum: ['nobody', 'everyone'] },
    input({ roles: ROLES, teams: { type: 'array', items: UUID, maxItems: VIEW_LIMITS.audience } }, ['roles', 'teams']),
  ],
  description: 'Who sees it besides its owner.',
}
const WORDS: JsonObject = { sharedWith: AUDIENCE, defaultFor: ROLES }

export const VIEW_SCHEMAS: Record<string, JsonObject> = {
  SavedView: object({
    ...{ id: UUID, entity: TEXT, name: TEXT, ...DEFINITION },
    owner: {
      oneOf: [object({ id: UUID, name: TEXT }), { type: 'null' }],
      description: 'Null: nobody’s, as one that an API key has made.',
    },
    sharedWith: AUDIENCE,
    defaultFor: { ...LIST_OF_TEXTS, description: 'Roles whose people begin with it.' },
    ...{ version: VERSION, updatedAt: { type: 'string', format: 'date-time' } },
    ...{ canChange: { type: 'boolean' }, isDefault: { type: 'boolean' } },
    omitted: {
      ...object({ hidden: VERSION, gone: LIST_OF_TEXTS }),
      description: 'What you do not get of it: parts that are not for you, and fields that are gone.',
    },
  }),
}

/** Views that people and keys have saved; what somebody may not see of one is left out of the answer. */
export function viewPaths(locale: Locale): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const shared = (id: string, summary: string) => ({
    operationId: `views.${id}`,
    tags: [words('Views', '视图')],
    summary,
  })
  const create = input({ entity: TEXT, name: NAME, ...DEFINITION, ...WORDS }, ['entity', 'name'])
  const update = input({ version: IN_BODY, name: NAME, ...DEFINITION, ...WORDS }, [])
  const ids = { type: 'array', items: UUID, maxItems: VIEW_LIMITS.ownPerEntity + VIEW_LIMITS.sharedPerEntity }
  return {
    '/api/views': {
      get: {
        ...shared('list', words('Views that you have or share, in their order', '列出自己的及共享的视图')),
        parameters: [{ name: 'entity', in: 'query', schema: TEXT, description: 'Of one entity alone.' }],
        responses: answer(MANY),
      },
      post: {
        ...shared('create', words('Save a list as a view', '将列表保存为视图')),
        parameters: [{ $ref: '#/components/parameters/idempotencyKey' }],
        ...body(create),
        responses: answer(ONE, '201'),
      },
    },
    '/api/views/reorder': {
      post: {
        ...shared('reorder', words('Give views of one entity their order', '调整同一实体视图的顺序')),
        ...body(input({ entity: TEXT, ids }, ['entity', 'ids'])),
        responses: answer(MANY),
      },
    },
    '/api/views/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: UUID }],
      get: { ...shared('get', words('Read one view', '读取一个视图')), responses: answer(ONE) },
      patch: {
        ...shared('update', words('Change what is given of a view', '修改视图中给出的部分')),
        parameters: [IF_MATCH],
        ...body(update),
        responses: answer(ONE),
      },
      delete: {
        ...shared('delete', words('Delete a view; its records stay', '删除视图，记录保留')),
        parameters: [IF_MATCH],
        requestBody: { content: { 'application/json': { schema: object({ version: IN_BODY }, []) } } },
        responses: answer(ONE),
      },
    },
  }
}

const ONE: JsonObject = { $ref: '#/components/schemas/SavedView' }
const MANY: JsonObject = { type: 'array', items: ONE }
const IF_MATCH: JsonObject = { $ref: '#/components/parameters/ifMatch' }
const IN_BODY: JsonObject = { ...VERSION, description: 'Instead of If-Match.' }

function body(schema: JsonObject): JsonObject {
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function answer(schema: JsonObject, status = '200'): JsonValue {
  const headers = schema === ONE ? { headers: { ETag: { description: 'The version.', schema: TEXT } } } : {}
  return {
    [status]: { description: 'OK', content: { 'application/json': { schema } }, ...headers },
    default: { $ref: '#/components/responses/Problem' },
  }
}
