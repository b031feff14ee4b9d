import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { COUNT_OPERATORS, EXPAND_LIMITS, FILTER_LIMITS, FILTER_OPERATORS } from '@tenon/sdk/contract/query'
import { ERROR_CODES } from '@tenon/sdk/contract/tenon-error'
import { ACTION_RUN_SCHEMA } from './open-api-actions.ts'
import { BULK_REPORT_SCHEMA, BULK_RUN_SCHEMA, CREATED_MANY_SCHEMA } from './open-api-bulk.ts'
import { GROUP, GROUPS } from './open-api-groups.ts'
import { VIEW_USED } from './open-api-views.ts'

const TEXT: JsonObject = { type: 'string' }
const filters: JsonObject = { type: 'array', items: { $ref: '#/components/schemas/Filter' }, maxItems: 100 }

/** What an export takes besides what a list does. */
export const EXPORT_OPTIONS = {
  properties: {
    limit: { type: 'integer', minimum: 1, description: 'Rows at most; without it, more than 100,000 are refused.' },
    deleted: { type: 'boolean' },
    header: { type: 'string', enum: ['names', 'labels'], default: 'names' },
    titles: { type: 'boolean', description: 'Also what references are called, in columns `<field>.title`.' },
    bom: { type: 'boolean', description: 'A byte order mark, by which spreadsheets know UTF-8.' },
    formulas: {
      type: 'string',
      enum: ['escaped', 'plain'],
      default: 'escaped',
      description: 'Whether text that a spreadsheet would run gets an apostrophe before it.',
    },
  },
} satisfies JsonObject

const sort: JsonObject = {
  type: 'array',
  items: {
    type: 'object',
    properties: { field: { type: 'string' }, direction: { type: 'string', enum: ['asc', 'desc'] } },
    required: ['field'],
  },
  maxItems: 5,
}

const childCount: JsonObject = {
  type: 'object',
  properties: {
    op: { type: 'string', enum: [...COUNT_OPERATORS] },
    value: { type: 'integer', minimum: 0, maximum: FILTER_LIMITS.children },
  },
  required: ['op', 'value'],
  additionalProperties: false,
}

/** Schemas that do not depend on the model. */
export const SHARED_SCHEMAS: Record<string, JsonObject> = {
  Filter: {
    description:
      'A tree of and, or and not over conditions; at most 10 levels and 100 conditions. A field may be a path through references, such as account.region (a missing record is a missing value); children are what expressions call the records that name this one, or <entity>_<reference>. Steps and conditions on children count as conditions. A value may be a placeholder that the server fills in: {"$actor": true} is the person who asks, {"$team": true} and {"$teams": true} their team and those below, {"$today": -7} a day, {"$week": 0}, {"$month": 1}, {"$quarter": 0} and {"$year": 0} the first day of a span, by the tenant’s clocks.',
    oneOf: [
      { type: 'object', properties: { and: filters }, required: ['and'], additionalProperties: false },
      { type: 'object', properties: { or: filters }, required: ['or'], additionalProperties: false },
      {
        type: 'object',
        properties: { not: { $ref: '#/components/schemas/Filter' } },
        required: ['not'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { field: TEXT, op: { type: 'string', enum: [...FILTER_OPERATORS] }, value: {} },
        required: ['field', 'op'],
        additionalProperties: false,
      },
      ...['any', 'none', 'all'].map((quantity) => ({
        type: 'object',
        properties: { children: TEXT, [quantity]: { $ref: '#/components/schemas/Filter' } },
        required: ['children', quantity],
        additionalProperties: false,
      })),
      {
        type: 'object',
        properties: { children: TEXT, count: childCount, where: { $ref: '#/components/schemas/Filter' } },
        required: ['children', 'count'],
        additionalProperties: false,
      },
    ],
  },
  Expand: {
    description:
      'References, lists of references and children whose records come along under $expanded: a list of names, or a tree. where, sort and limit are for children.',
    oneOf: [
      { type: 'array', items: TEXT },
      {
        type: 'object',
        additionalProperties: {
          oneOf: [
            { const: true },
            {
              type: 'object',
              properties: {
                fields: { type: 'array', items: TEXT, maxItems: 200 },
                expand: { $ref: '#/components/schemas/Expand' },
                where: { $ref: '#/components/schemas/Filter' },
                sort,
                limit: { type: 'integer', minimum: 1, maximum: EXPAND_LIMITS.children, default: 10 },
              },
              additionalProperties: false,
            },
          ],
        },
      },
    ],
  },
  Group: GROUP,
  Groups: GROUPS,
  Find: {
    type: 'object',
    properties: {
      view: VIEW_USED,
      where: { $ref: '#/components/schemas/Filter' },
      search: { type: 'string', maxLength: 200 },
      sort,
      fields: { type: 'array', items: TEXT },
      expand: { $ref: '#/components/schemas/Expand' },
      limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      after: TEXT,
      before: TEXT,
      deleted: { type: 'boolean' },
      count: { enum: [true, false, 'estimated'] },
    },
    additionalProperties: false,
  },
  Export: {
    type: 'object',
    properties: {
      view: VIEW_USED,
      where: { $ref: '#/components/schemas/Filter' },
      search: { type: 'string', maxLength: 200 },
      sort,
      fields: { type: 'array', items: TEXT },
      ...EXPORT_OPTIONS.properties,
    },
    additionalProperties: false,
  },
  ActionRun: ACTION_RUN_SCHEMA,
  CreatedMany: CREATED_MANY_SCHEMA,
  BulkRun: BULK_RUN_SCHEMA,
  BulkReport: BULK_REPORT_SCHEMA,
  HistoryEntry: {
    type: 'object',
    properties: {
      id: TEXT,
      at: { type: 'string', format: 'date-time' },
      actor: TEXT,
      actorName: TEXT,
      onBehalfOf: { type: 'string', description: 'Whose action a plugin ran when it did this.' },
      action: TEXT,
      version: { type: ['integer', 'null'] },
      changes: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { old: {}, new: {} } },
      },
      reason: { type: ['string', 'null'] },
      override: { type: 'object', description: 'Rules of the pipeline that were passed over, and why.' },
      approvedBy: { type: 'array', items: TEXT, description: 'Who had agreed to the move.' },
      merged: { $ref: '#/components/schemas/MergeNote' },
    },
    required: ['id', 'at', 'actor', 'action'],
  },
  Problem: {
    type: 'object',
    properties: {
      type: TEXT,
      title: TEXT,
      status: { type: 'integer' },
      detail: TEXT,
      code: { type: 'string', enum: Object.keys(ERROR_CODES) },
      message: TEXT,
      problems: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            pointer: { type: 'string', description: 'RFC 6901 JSON Pointer into the input, such as `/vin`.' },
            message: TEXT,
            rule: TEXT,
            guard: { type: 'string', description: 'Moves: the guard, or the rule about transitions.' },
            approvers: {
              type: 'array',
              description: 'Moves that somebody has to agree to: who can.',
              items: { $ref: '#/components/schemas/Approver' },
            },
            records: {
              type: 'array',
              description: 'Records that it is about, of those that you may see.',
              items: {
                type: 'object',
                properties: { entity: TEXT, id: TEXT, title: { type: ['string', 'null'] } },
                required: ['entity', 'id', 'title'],
              },
            },
            range: {
              type: 'object',
              description: 'Expressions: the part of the text that is meant, in UTF-16 units.',
              properties: { start: { type: 'integer' }, end: { type: 'integer' } },
              required: ['start', 'end'],
            },
          },
          required: ['pointer', 'message'],
        },
      },
      plugin: TEXT,
      guard: TEXT,
      requestId: TEXT,
    },
    required: ['code', 'message', 'problems', 'status'],
  },
}

export const SHARED_COMPONENTS: JsonObject = {
  parameters: {
    id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
    fields: { name: 'fields', in: 'query', schema: TEXT, description: 'Names, separated by commas.' },
    expand: {
      name: 'expand',
      in: 'query',
      schema: TEXT,
      description: 'References and children, separated by commas; or a tree as JSON: see the schema Expand.',
    },
    idempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
      description:
        'Sent again with the same key within 24 hours, the request gives its first answer and changes nothing.',
    },
    ifMatch: { name: 'If-Match', in: 'header', schema: TEXT, description: 'ETag of the record as last read.' },
  },
  responses: {
    Problem: {
      description: 'What is wrong (RFC 9457).',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
  securitySchemes: {
    apiKey: { type: 'http', scheme: 'bearer', description: 'API key `tnk_…`' },
    session: { type: 'apiKey', in: 'cookie', name: 'tenon.session_token' },
  },
}
