import { BULK_ROW_STATES, BULK_STATUSES } from '@tenon/sdk/contract/bulk-api'
import { BATCH_MODES } from '@tenon/sdk/contract/create-many'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { MERGE_TAKES } from '@tenon/sdk/contract/merge-values'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { TAG_LIMITS } from '@tenon/sdk/contract/tags-api'
import { ERROR_CODES } from '@tenon/sdk/contract/tenon-error'

const TEXT: JsonObject = { type: 'string' }

/** What became of one record of many. */
const ERROR: JsonObject = {
  type: 'object',
  properties: {
    code: { ...TEXT, enum: Object.keys(ERROR_CODES) },
    message: TEXT,
    problems: {
      type: 'array',
      items: { type: 'object', properties: { pointer: TEXT, message: TEXT, rule: TEXT } },
    },
  },
  required: ['code', 'message', 'problems'],
}

/** Answer to the creation of many records. */
export const CREATED_MANY_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    created: { type: 'integer' },
    failed: { type: 'integer' },
    results: {
      type: 'array',
      description: 'In the order of the records that were sent.',
      items: {
        oneOf: [
          {
            type: 'object',
            properties: { id: { ...TEXT, format: 'uuid' }, version: { type: 'integer' } },
            required: ['id', 'version'],
          },
          { type: 'object', properties: { error: ERROR }, required: ['error'] },
        ],
      },
    },
  },
  required: ['created', 'failed', 'results'],
}

const UUID: JsonObject = { ...TEXT, format: 'uuid' }
const MOMENT: JsonObject = { ...TEXT, format: 'date-time' }
const KEY: JsonObject = { $ref: '#/components/parameters/idempotencyKey' }

function json(schema: JsonObject): JsonObject {
  return { content: { 'application/json': { schema } } }
}

const RUN = json({ $ref: '#/components/schemas/BulkRun' })
const PROBLEM: JsonObject = { $ref: '#/components/responses/Problem' }
const ANSWERS: JsonObject = {
  '200': { description: 'Ended.', ...RUN },
  '202': { description: 'Still running; follow it by its id.', ...RUN },
  default: PROBLEM,
}

/** What the actor may do to many records of an entity at once. */
export function bulkPaths({ name, pluralLabel, access }: ModelViewEntity, locale: Locale): Record<string, JsonObject> {
  const operations = [
    ...(access.update ? [kind('update', { values: { $ref: `#/components/schemas/${name}.update` } })] : []),
    ...(access.update ? [kind('assign', { ownerId: { type: ['string', 'null'], format: 'uuid' } })] : []),
    ...(access.update && access.tags ? [tagOperation()] : []),
    ...(access.delete ? [kind('delete', {}), kind('restore', {})] : []),
    ...(access.update && access.delete ? [mergeOperation()] : []),
  ]
  if (operations.length === 0) return {}
  const filter = { where: { $ref: '#/components/schemas/Filter' }, search: { ...TEXT, maxLength: 200 } }
  const ids = { type: 'array', items: UUID, minItems: 1, maxItems: 10_000 }
  const properties = {
    target: {
      oneOf: [
        closed({ ids }, ['ids']),
        closed(filter, []),
        ...(access.update && access.delete ? [closed({ groups: groupsOf(name) }, ['groups'])] : []),
      ],
    },
    operation: { oneOf: operations },
    mode: { enum: [...BATCH_MODES], default: 'bestEffort' },
    reason: { ...TEXT, maxLength: 500 },
  }
  const post = {
    operationId: `${name}.bulk`,
    tags: [textIn(pluralLabel, locale)],
    summary: textIn({ en: 'Change many records', 'zh-CN': '批量修改记录' }, locale),
    parameters: [KEY],
    requestBody: { required: true, ...json(closed(properties, ['target', 'operation'])) },
    responses: ANSWERS,
  }
  return { [`/api/v1/${name}/bulk`]: { post } }
}

function tagOperation(): JsonObject {
  const ids = { type: 'array', items: UUID, maxItems: TAG_LIMITS.perRecord }
  return closed({ kind: { const: 'tag' }, add: ids, remove: ids }, ['kind'])
}

function mergeOperation(): JsonObject {
  return closed({ kind: { const: 'merge' }, take: { enum: [...MERGE_TAKES], default: 'kept' } }, ['kind'])
}

/** With the operation `merge` alone. */
function groupsOf(name: string): JsonObject {
  const version = closed({ id: UUID, version: { type: 'integer', minimum: 0 } }, ['id', 'version'])
  const group = {
    into: version,
    from: { type: 'array', items: version, minItems: 1, maxItems: 20 },
    values: { $ref: `#/components/schemas/${name}.update` },
  }
  return { type: 'array', items: closed(group, ['into', 'from']), minItems: 1, maxItems: 5_000 }
}

function kind(name: string, properties: JsonObject): JsonObject {
  return closed({ kind: { const: name }, ...properties }, ['kind', ...Object.keys(properties)])
}

function closed(properties: JsonObject, required: string[]): JsonObject {
  return { type: 'object', properties, required, additionalProperties: false }
}

/** The ways to follow a change of many records, whichever entity's. */
export function bulkRunPaths(locale: Locale): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const tags = [words('Changes of many records', '批量操作')]
  const one = [{ $ref: '#/components/parameters/id' }]
  const query = (name: string, schema: JsonObject) => ({ name, in: 'query', schema })
  const state = query('state', { ...TEXT, enum: [...BULK_ROW_STATES] })
  const base = '/api/v1/bulk-runs'
  const operation = (id: string, parts: JsonObject) => ({
    operationId: `bulkRuns.${id}`,
    tags,
    responses: ANSWERS,
    ...parts,
  })
  const list = {
    '200': { description: 'OK', ...json({ type: 'array', items: { $ref: '#/components/schemas/BulkRun' } }) },
  }
  const page = { '200': { description: 'OK', ...json({ $ref: '#/components/schemas/BulkReport' }) }, default: PROBLEM }
  const file = {
    '200': { description: 'RFC 4180, UTF-8.', content: { 'text/csv': { schema: TEXT } } },
    default: PROBLEM,
  }
  return {
    [base]: {
      get: operation('recent', {
        summary: words('The newest ones of the caller', '调用者最近的批量操作'),
        parameters: [query('entity', TEXT), query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 })],
        responses: { ...list, default: PROBLEM },
      }),
    },
    [`${base}/{id}`]: {
      parameters: one,
      get: operation('get', { summary: words('How far one is', '查看执行进度') }),
    },
    [`${base}/{id}/cancel`]: {
      parameters: one,
      post: operation('cancel', { summary: words('Begin no further batch', '取消执行') }),
    },
    [`${base}/{id}/undo`]: {
      parameters: one,
      post: operation('undo', {
        summary: words('Take it back, as a run of its own', '撤销（作为一次新的批量操作）'),
        parameters: [KEY],
      }),
    },
    [`${base}/{id}/report`]: {
      parameters: one,
      get: operation('report', {
        summary: words('What became of each record', '每条记录的结果'),
        parameters: [
          state,
          query('after', UUID),
          query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
        ],
        responses: page,
      }),
    },
    [`${base}/{id}/left-rows.csv`]: {
      parameters: one,
      get: operation('leftRows', {
        summary: words('Rows of an import that were not imported, to be mended', '未导入的行，可修改后重新导入'),
        responses: file,
      }),
    },
    [`${base}/{id}/report.csv`]: {
      parameters: one,
      get: operation('reportFile', {
        summary: words('The same as a CSV file', '导出为 CSV 文件'),
        parameters: [state],
        responses: file,
      }),
    },
  }
}

/** Schema of a change of many records. */
export const BULK_RUN_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    ...{ id: UUID, entity: TEXT, actor: TEXT, actorName: TEXT },
    operation: {
      type: 'object',
      properties: {
        kind: { ...TEXT, enum: ['update', 'assign', 'tag', 'delete', 'restore', 'merge', 'import', 'undo'] },
      },
      required: ['kind'],
    },
    mode: { enum: [...BATCH_MODES] },
    status: { enum: [...BULK_STATUSES] },
    ...{
      total: { type: 'integer' },
      done: { type: 'integer' },
      refused: { type: 'integer' },
      skipped: { type: 'integer' },
    },
    ...{ reason: { type: ['string', 'null'] }, error: { type: ['string', 'null'] } },
    undoes: { type: ['string', 'null'], description: 'The run that this one takes back.' },
    undoneBy: { type: ['string', 'null'] },
    startedAt: MOMENT,
    endedAt: { anyOf: [MOMENT, { type: 'null' }] },
  },
  required: ['id', 'entity', 'operation', 'mode', 'status', 'total', 'done', 'refused', 'skipped', 'startedAt'],
}

/** Schema of a page of its report. */
export const BULK_REPORT_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    rows: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          id: UUID,
          from: { type: 'array', items: UUID, description: 'Of a merge: the others of the group.' },
          line: { type: 'integer', description: 'Of an import: line of the file.' },
          title: { type: ['string', 'null'] },
          state: { enum: [...BULK_ROW_STATES] },
          code: { type: ['string', 'null'] },
          message: { type: ['string', 'null'] },
        },
        required: ['id', 'title', 'state', 'code', 'message'],
      },
    },
    next: { anyOf: [UUID, { type: 'null' }], description: '`after` of the next page.' },
  },
  required: ['rows', 'next'],
}
