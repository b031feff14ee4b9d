import { AUDIT_GROUP_KINDS } from '@tenon/sdk/contract/audit-api'
import { AUDIT_CHANNELS } from '@tenon/sdk/contract/audit-origin'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { DescribedEntity } from './open-api-schemas.ts'

const TEXT: JsonObject = { type: 'string' }
const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] }
const TIME: JsonObject = { type: 'string', format: 'date-time' }

/** The timeline of one entity's records. */
export function timelinePath({ compiled, view, locale }: DescribedEntity): Record<string, JsonObject> {
  return {
    [`/api/v1/${compiled.name}/{id}/timeline`]: {
      parameters: [{ $ref: '#/components/parameters/id' }],
      get: {
        tags: [textIn(view.pluralLabel, locale)],
        operationId: `${compiled.name}.timeline`,
        summary: textIn(
          {
            en: 'What happened to a record, in words, newest first',
            'zh-CN': '记录的变更时间线（可读文本），最新在前',
          },
          locale,
        ),
        parameters: FILTERS,
        responses: PAGE,
      },
    },
    ...statePaths({ compiled, view, locale }),
  }
}

/** A record as it was, and the way back to it. */
function statePaths({ compiled, view, locale }: DescribedEntity): Record<string, JsonObject> {
  const { name } = compiled
  const tags = [textIn(view.pluralLabel, locale)]
  const parameters = [{ $ref: '#/components/parameters/id' }]
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const answer = (schema: JsonObject): JsonObject => ({
    '200': { description: 'OK', content: { 'application/json': { schema } } },
    default: { $ref: '#/components/responses/Problem' },
  })
  const asOf: JsonObject = {
    tags,
    operationId: `${name}.asOf`,
    summary: words('The record as it was at a moment', '记录在某一时刻的状态'),
    parameters: [{ ...query('at', TIME), required: true }],
    responses: answer({
      type: 'object',
      properties: {
        at: TIME,
        record: { oneOf: [{ type: 'object' }, { type: 'null' }], description: 'Null where it did not exist yet.' },
        incomplete: { const: true, description: 'Changes since have been erased.' },
      },
      required: ['at', 'record'],
    }),
  }
  const restore: JsonObject = {
    tags,
    operationId: `${name}.restoreState`,
    summary: words('Set values to what they were', '将值恢复为先前的状态'),
    requestBody: { required: true, content: { 'application/json': { schema: RESTORE_STATE } } },
    responses: answer({ $ref: `#/components/schemas/${name}` }),
  }
  const purge: JsonObject = {
    tags,
    operationId: `${name}.purge`,
    summary: words('Remove a deleted record for good; for admins', '彻底删除已删除的记录；仅限管理员'),
    requestBody: { required: true, content: { 'application/json': { schema: VERSION } } },
    responses: answer({ type: 'object', properties: { removed: { type: 'integer' } }, required: ['removed'] }),
  }
  return {
    [`/api/v1/${name}/{id}/as-of`]: { parameters, get: asOf },
    ...(view.access.update && { [`/api/v1/${name}/{id}/restore-state`]: { parameters, post: restore } }),
    ...(view.access.delete && {
      [`/api/v1/${name}/trash`]: {
        get: trashList(name, {
          tags,
          summary: words('Deleted records, the last deleted first', '已删除的记录，最近删除的在前'),
        }),
      },
      [`/api/v1/${name}/{id}/purge`]: { parameters, post: purge },
    }),
  }
}

function trashList(name: string, words: { tags: JsonValue; summary: string }): JsonObject {
  return {
    ...words,
    operationId: `${name}.trash`,
    parameters: FILTERS.filter((parameter) => parameter['name'] === 'limit' || parameter['name'] === 'after'),
    responses: {
      '200': {
        description: 'OK',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/TrashPage' } } },
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

const VERSION: JsonObject = {
  type: 'object',
  properties: {
    version: { type: 'integer', minimum: 0, description: 'The version that you have seen; or send If-Match.' },
  },
}

const RESTORE_STATE: JsonObject = {
  type: 'object',
  properties: {
    version: { type: 'integer', minimum: 0, description: 'The version that you have seen; or send If-Match.' },
    entry: { type: 'string', description: 'Id of an entry of the timeline.' },
    side: { type: 'string', enum: ['before', 'after'], description: 'As it was before the entry, or from it on.' },
    fields: { type: 'array', items: { type: 'string' }, description: 'Missing: all that were others then.' },
  },
  required: ['entry', 'side'],
  additionalProperties: false,
}

/** The audit trail of the tenant; the server refuses whoever is no admin. */
export function auditPaths(locale: Locale): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const group = query('group', TEXT, 'Only the entries for which one with this `group.id` stands.')
  const shared = { tags: [words('Audit trail', '审计记录')], parameters: [query('entity', TEXT), group, ...FILTERS] }
  const grouped = query('grouped', { type: 'boolean' }, 'One entry stands for all that were written in one go.')
  return {
    '/api/audit': {
      get: {
        ...shared,
        parameters: [...shared.parameters, grouped],
        operationId: 'audit.find',
        summary: words("The tenant's audit trail, newest first; for admins", '租户的审计记录，最新在前；仅限管理员'),
        responses: PAGE,
      },
    },
    '/api/audit/export.csv': {
      get: {
        ...shared,
        operationId: 'audit.export',
        summary: words('The same as CSV, a line per changed field', '同上，CSV 格式，每个变更字段一行'),
        responses: {
          '200': { description: 'OK', content: { 'text/csv': { schema: TEXT } } },
          default: { $ref: '#/components/responses/Problem' },
        },
      },
    },
  }
}

function query(name: string, schema: JsonObject, description?: string): JsonObject {
  return { name, in: 'query', schema, ...(description !== undefined && { description }) }
}

const FILTERS: JsonObject[] = [
  query('actor', TEXT, 'As in `createdBy`; what plugins did for somebody is theirs too.'),
  query('field', TEXT, 'Only entries that changed it.'),
  query('action', TEXT),
  query('from', TIME, 'From this moment on.'),
  query('to', TIME, 'Before this moment.'),
  query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
  query('after', TEXT, '`nextCursor` of the page before.'),
]

const PAGE: JsonObject = {
  '200': {
    description: 'OK',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/AuditPage' } } },
  },
  default: { $ref: '#/components/responses/Problem' },
}

const ACTOR: JsonObject = { type: 'object', properties: { actor: TEXT, name: TEXT }, required: ['actor', 'name'] }

export const AUDIT_SCHEMAS: Record<string, JsonObject> = {
  TrashPage: {
    type: 'object',
    properties: {
      records: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: TEXT,
            version: { type: 'integer' },
            title: TEXT_OR_NULL,
            deletedAt: TIME,
            deletedBy: ACTOR,
            followed: { type: 'boolean', description: 'Deleted because what it belonged to was.' },
            merge: { type: 'string', description: 'The merge that it went with.' },
            removedAt: { ...TEXT_OR_NULL, description: 'When it is removed for good; null: never by itself.' },
          },
          required: ['id', 'version', 'title', 'deletedAt', 'deletedBy', 'followed', 'removedAt'],
        },
      },
      nextCursor: TEXT_OR_NULL,
    },
    required: ['records', 'nextCursor'],
  },
  AuditPage: {
    type: 'object',
    properties: {
      entries: { type: 'array', items: { $ref: '#/components/schemas/AuditEntry' } },
      nextCursor: {
        ...TEXT_OR_NULL,
        description: 'Null where there is nothing older; a page with few or none may have a next one.',
      },
    },
    required: ['entries', 'nextCursor'],
  },
  AuditGroup: {
    type: 'object',
    description: 'The entry stands for all that were written in one go; `changes` are those that all of them have.',
    properties: {
      id: TEXT,
      kind: { type: 'string', enum: [...AUDIT_GROUP_KINDS] },
      action: { type: 'string', description: 'Of an action: its plugin and name.' },
      parts: {
        type: 'array',
        items: {
          type: 'object',
          properties: { action: TEXT, entity: TEXT, entityLabel: TEXT_OR_NULL, count: { type: 'integer' } },
          required: ['action', 'entity', 'entityLabel', 'count'],
        },
      },
      atLeast: { const: true, description: 'There are more than could be counted.' },
    },
    required: ['id', 'kind', 'parts'],
  },
  AuditEntry: {
    type: 'object',
    properties: {
      id: TEXT,
      at: TIME,
      actor: TEXT,
      name: TEXT,
      onBehalfOf: ACTOR,
      action: TEXT,
      entity: TEXT,
      entityLabel: TEXT_OR_NULL,
      recordId: TEXT_OR_NULL,
      title: TEXT_OR_NULL,
      version: { type: ['integer', 'null'] },
      changes: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { label: TEXT, old: {}, new: {}, oldText: TEXT, newText: TEXT, masked: { const: true } },
          required: ['label', 'old', 'new', 'oldText', 'newText'],
        },
      },
      details: { type: 'object', description: 'Of what is no record.' },
      detailNames: {
        type: 'object',
        additionalProperties: TEXT,
        description: 'Names of what has its id in `details`, by id.',
      },
      reason: { ...TEXT_OR_NULL, description: 'Of one that stands for a group: of its run, or what all have.' },
      undid: {
        type: 'object',
        description: 'The change took back what this one had changed between these times.',
        properties: { actor: TEXT, name: TEXT, from: TIME, to: TIME },
        required: ['actor', 'name', 'from', 'to'],
      },
      override: { type: 'object', description: 'Rules of the pipeline that were passed over, and why.' },
      approvedBy: { type: 'array', items: TEXT },
      origin: {
        type: 'object',
        properties: {
          channel: { type: 'string', enum: [...AUDIT_CHANNELS] },
          address: { type: 'string', description: "The client's; for admins." },
          name: TEXT,
          site: TEXT,
          hook: TEXT,
          onBehalfOf: TEXT,
          import: { type: 'object', properties: { run: TEXT, name: TEXT } },
          bulk: { type: 'object', properties: { run: TEXT, undoes: TEXT } },
          undo: { type: 'object', properties: { run: TEXT, actor: TEXT, from: TIME, to: TIME } },
        },
      },
      restored: {
        type: 'object',
        description: 'The values were taken from an earlier state: before this entry, or from it on.',
        properties: { entry: TEXT, side: { type: 'string', enum: ['before', 'after'] } },
      },
      merged: { $ref: '#/components/schemas/MergeNote' },
      requestId: TEXT,
      group: { $ref: '#/components/schemas/AuditGroup' },
      erased: { const: true, description: 'The content was erased; that it happened stays.' },
    },
    required: ['id', 'at', 'actor', 'name', 'action', 'entity', 'changes', 'requestId'],
  },
}
