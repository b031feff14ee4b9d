import { DUPLICATE_SEARCH_STATUSES } from '@tenon/sdk/contract/duplicates-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { DescribedEntity } from './open-api-schemas.ts'

const TEXT: JsonObject = { type: 'string' }
const UUID: JsonObject = { type: 'string', format: 'uuid' }
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items })
const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})
const VERSIONED = object({ id: UUID, version: { type: 'integer', minimum: 0 } })
const IDEMPOTENCY_KEY: JsonObject = { $ref: '#/components/parameters/idempotencyKey' }

const FOUND = object({ id: UUID, version: { type: 'integer' }, title: { type: ['string', 'null'] } })
const MERGED = object({ id: UUID, title: { type: ['string', 'null'] } })

/** Schemas of what is told about merges. */
export const DUPLICATE_SCHEMAS: Record<string, JsonObject> = {
  MergeNote: {
    type: 'object',
    properties: { merge: UUID, from: listOf(MERGED), into: MERGED, undone: { const: true } },
    required: ['merge'],
  },
}

/** Paths of finding one entity's duplicates by its rules, and of merging records, for who may change and delete them. */
export function duplicatePaths({ compiled, view, locale }: DescribedEntity): Record<string, JsonObject> {
  const { name } = compiled
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const record = { $ref: `#/components/schemas/${name}` }
  const operation = (verb: string, summary: string, schema: JsonObject): JsonObject => ({
    ...{ operationId: `${name}.${verb}`, tags: [textIn(view.pluralLabel, locale)], summary },
    parameters: [IDEMPOTENCY_KEY],
    responses: {
      '200': { description: 'OK', content: { 'application/json': { schema } } },
      default: { $ref: '#/components/responses/Problem' },
    },
  })
  const finding = findingPaths({ name, view, operation, words })
  if (!view.access.update || !view.access.delete) return finding
  const input: JsonObject = {
    ...object({
      into: { ...VERSIONED, description: words('The record that stays.', '保留的记录。') },
      from: { ...listOf(VERSIONED), minItems: 1, maxItems: 20 },
      values: { $ref: `#/components/schemas/${name}.update` },
    }),
    additionalProperties: false,
  }
  const merge = operation(
    'merge',
    words('Make one record of several', '将多条记录合并为一条'),
    object({ merge: UUID, record }),
  )
  const left = object({ entity: TEXT, id: UUID, reason: TEXT })
  const undone = object({ record, restored: listOf(UUID), left: listOf(left), others: { type: 'integer' } })
  return {
    ...finding,
    [`/api/v1/${name}/merge`]: {
      post: { ...merge, requestBody: { required: true, content: { 'application/json': { schema: input } } } },
    },
    [`/api/v1/${name}/merges/{merge}/undo`]: {
      parameters: [{ name: 'merge', in: 'path', required: true, schema: UUID }],
      post: operation('unmerge', words('Take a merge back', '撤销合并'), undone),
    },
  }
}

interface Finding {
  name: string
  view: DescribedEntity['view']
  operation(verb: string, summary: string, schema: JsonObject): JsonObject
  words(en: string, zh: string): string
}

/** None for an entity without rules that the actor knows of. */
function findingPaths({ name, view, operation, words }: Finding): Record<string, JsonObject> {
  const rules = (view.duplicates ?? []).map((rule) => rule.name)
  if (rules.length === 0) return {}
  const path = (verb: string, summary: string, { properties, required, schema }: Body) => {
    const input = { type: 'object', properties, required, additionalProperties: false }
    const { parameters: _, ...described } = operation(verb, summary, schema)
    return {
      post: { ...described, requestBody: { required: true, content: { 'application/json': { schema: input } } } },
    }
  }
  const rule: JsonObject = { type: 'string', enum: rules }
  const ofRule: JsonObject = {
    type: 'object',
    properties: {
      ...{ rule, label: { type: 'object' }, onWrite: { type: 'string', enum: ['warn', 'refuse'] } },
      ...{ fields: listOf(TEXT), records: listOf(FOUND), hidden: { const: true } },
    },
    required: ['rule', 'label', 'onWrite', 'fields', 'records'],
  }
  const count: JsonObject = { type: 'integer' }
  const next: JsonObject = { type: ['string', 'null'] }
  const page = object({ groups: listOf(GROUP), looked: count, total: count, next })
  const base = `/api/v1/${name}/duplicates`
  return {
    [`${base}/check`]: path('duplicates', words('Which records one would be taken for', '查询可能重复的记录'), {
      ...{ properties: { values: { type: 'object' }, id: UUID }, required: ['values'] },
      schema: object({ rules: listOf(ofRule) }),
    }),
    [`${base}/find`]: path('findDuplicates', words('Groups of duplicates, a page at a time', '分页查找重复记录组'), {
      ...{ properties: { rule, after: TEXT }, required: ['rule'] },
      schema: page,
    }),
    ...searchPaths({ base, rule, path, words }),
    ...(view.access.update && {
      [`${base}/set-apart`]: path('setApart', words('Say that records are not the same', '标记记录不重复'), {
        ...{ properties: { ids: { ...listOf(UUID), minItems: 2, maxItems: 20 } }, required: ['ids'] },
        schema: object({ pairs: count }),
      }),
    }),
  }
}

const GROUP: JsonObject = {
  type: 'object',
  properties: { records: listOf(FOUND), more: { type: 'integer' } },
  required: ['records'],
}

const SEARCH: JsonObject = object({
  ...{ id: UUID, entity: TEXT, rule: TEXT, actor: TEXT, actorName: TEXT },
  status: { type: 'string', enum: [...DUPLICATE_SEARCH_STATUSES] },
  share: { type: 'number', minimum: 0, maximum: 1 },
  ...{ crowded: { type: 'boolean' }, full: { type: 'boolean' }, error: { type: ['string', 'null'] } },
  ...{ startedAt: { ...TEXT, format: 'date-time' }, endedAt: { type: ['string', 'null'], format: 'date-time' } },
})

interface Searching extends Pick<Finding, 'words'> {
  base: string
  rule: JsonObject
  path(verb: string, summary: string, body: Body): { post: JsonObject }
}

/** Looking through a whole entity, whether anybody waits or not. */
function searchPaths({ base, rule, path, words }: Searching): Record<string, JsonObject> {
  const asked = { properties: { rule }, required: ['rule'] }
  const maybe = object({ search: { anyOf: [SEARCH, { type: 'null' }] } })
  const query = (name: string, schema: JsonObject, required = false) => ({ name, in: 'query', required, schema })
  const read = (verb: string, summary: string, { schema, properties }: Body) => {
    const { requestBody: _, ...described } = path(verb, summary, { properties: {}, required: [], schema }).post
    return {
      get: {
        ...described,
        parameters: Object.entries(properties).map(([name, one]) => query(name, one as JsonObject, name === 'rule')),
      },
    }
  }
  const page = object({ groups: listOf(GROUP), count: { type: 'integer' }, next: { type: ['string', 'null'] } })
  const paging = { rule, after: UUID, limit: { type: 'integer', minimum: 1, maximum: 200, default: 100 } }
  return {
    [`${base}/search`]: {
      ...path('searchDuplicates', words('Look through all records', '在全部记录中查重'), { ...asked, schema: SEARCH }),
      ...read('duplicateSearch', words('How far the newest search is', '最近一次查重的进度'), {
        ...asked,
        schema: maybe,
      }),
    },
    [`${base}/search/cancel`]: path('cancelDuplicateSearch', words('End the search', '结束查重'), {
      ...asked,
      schema: maybe,
    }),
    [`${base}/groups`]: read('duplicateGroups', words('Groups that the newest search found', '最近一次查重找到的组'), {
      ...{ properties: paging, required: ['rule'], schema: page },
    }),
  }
}

interface Body {
  properties: JsonObject
  required: string[]
  schema: JsonObject
}
