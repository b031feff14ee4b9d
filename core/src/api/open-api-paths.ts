import { BATCH_MODES } from '@tenon/sdk/contract/create-many'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { EXPORT_OPTIONS } from './open-api-components.ts'
import type { DescribedEntity } from './open-api-schemas.ts'
import { VIEW_HEADERS, VIEW_PARAMETER } from './open-api-views.ts'

/** What the operations of one entity have in common. */
interface Subject {
  name: string
  tag: string
  words: (en: string, zh: string) => string
}

/** Paths of one entity, with only the operations that the actor may do. */
export function entityPaths({ compiled, view, locale }: DescribedEntity): Record<string, JsonObject> {
  const { name } = compiled
  const subject: Subject = {
    name,
    tag: textIn(view.pluralLabel, locale),
    words: (en, zh) => textIn({ en, 'zh-CN': zh }, locale),
  }
  const { access } = view
  const base = `/api/v1/${name}`
  const one = `${base}/{id}`
  return {
    [base]: { get: list(subject), ...(access.create && { post: create(subject) }) },
    ...(access.create && { [`${base}/create-many`]: { post: createMany(subject) } }),
    [`${base}/find`]: { post: find(subject) },
    [`${base}/group`]: { post: group(subject) },
    [`${base}.csv`]: { get: exportList(subject) },
    [`${base}/export`]: { post: exportFound(subject) },
    [one]: {
      parameters: [ID],
      get: get(subject),
      ...(access.update && { patch: update(subject) }),
      ...(access.delete && { delete: remove(subject) }),
    },
    [`${one}/history`]: { parameters: [ID], get: history(subject) },
    ...(access.revealableFields !== undefined && {
      [`${one}/reveal`]: { parameters: [ID], post: reveal(subject, access.revealableFields) },
    }),
    ...(access.delete && { [`${one}/restore`]: { parameters: [ID], post: restore(subject) } }),
    ...(compiled.pipelines.length > 0 && movePaths(subject, { one, mayUpdate: access.update })),
  }
}

function list(subject: Subject): JsonObject {
  const { words } = subject
  const query = (name: string, schema: JsonObject, description?: string) => ({
    name,
    in: 'query',
    schema,
    ...(description !== undefined && { description }),
  })
  const where = { name: 'where', in: 'query', content: { 'application/json': { schema: ref('Filter') } } }
  return operation(subject, 'list', {
    summary: words('List records', '列出记录'),
    parameters: [
      VIEW_PARAMETER,
      query('limit', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
      query('after', TEXT, words('`nextCursor` of the page before', '上一页的 `nextCursor`')),
      query('before', TEXT, words('`prevCursor` of the page after', '下一页的 `prevCursor`')),
      query('sort', TEXT, words('Such as `-createdAt,account.name`', '例如 `-createdAt,account.name`')),
      ...SHAPE,
      query('search', { type: 'string', maxLength: 500 }),
      where,
      query('count', { enum: ['true', 'false', 'estimated'] }),
      query('deleted', { type: 'boolean' }),
    ],
    responses: { '200': { ...answer(ref(`${subject.name}.page`)), headers: VIEW_HEADERS } },
  })
}

function find(subject: Subject): JsonObject {
  return operation(subject, 'find', {
    summary: subject.words('List records by a filter in the body', '按请求体中的条件列出记录'),
    requestBody: body(ref('Find')),
    responses: { '200': answer(ref(`${subject.name}.page`)) },
  })
}

function group(subject: Subject): JsonObject {
  return operation(subject, 'group', {
    summary: subject.words('Figures of records per value of fields', '按字段值分组统计记录'),
    requestBody: body(ref('Group')),
    responses: { '200': answer(ref('Groups')) },
  })
}

function exportList(subject: Subject): JsonObject {
  const { words } = subject
  const query = (name: string, schema: JsonObject, description: string) => ({ name, in: 'query', schema, description })
  const { properties } = EXPORT_OPTIONS
  return operation(subject, 'exportList', {
    summary: words('The list as a CSV file', '将列表导出为 CSV 文件'),
    parameters: [
      VIEW_PARAMETER,
      query('sort', TEXT, words('Such as `-createdAt,ownerId`', '例如 `-createdAt,ownerId`')),
      query('fields', TEXT, words('Columns, separated by commas', '以逗号分隔的列')),
      query('search', { type: 'string', maxLength: 200 }, words('Text that records contain', '记录包含的文本')),
      { name: 'where', in: 'query', content: { 'application/json': { schema: ref('Filter') } } },
      ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema })),
    ],
    responses: { '200': CSV_ANSWER },
  })
}

function exportFound(subject: Subject): JsonObject {
  return operation(subject, 'export', {
    summary: subject.words('Records by a filter in the body, as a CSV file', '按请求体中的条件导出 CSV 文件'),
    requestBody: body(ref('Export')),
    responses: { '200': CSV_ANSWER },
  })
}

function get(subject: Subject): JsonObject {
  const summary = subject.words('Read one record', '读取一条记录')
  return operation(subject, 'get', { summary, parameters: SHAPE, responses: { '200': recordAnswer(subject) } })
}

function create(subject: Subject): JsonObject {
  return operation(subject, 'create', {
    summary: subject.words('Create a record', '新建记录'),
    parameters: [IDEMPOTENCY_KEY],
    requestBody: body(ref(`${subject.name}.create`)),
    responses: { '201': recordAnswer(subject) },
  })
}

function createMany(subject: Subject): JsonObject {
  const records = { type: 'array', items: ref(`${subject.name}.create`), minItems: 1, maxItems: 1000 }
  return operation(subject, 'createMany', {
    summary: subject.words('Create up to 1,000 records', '一次新建最多 1,000 条记录'),
    parameters: [IDEMPOTENCY_KEY],
    requestBody: body({
      type: 'object',
      properties: { records, mode: { enum: [...BATCH_MODES], default: 'allOrNothing' } },
      required: ['records'],
      additionalProperties: false,
    }),
    responses: {
      '201': answer(ref('CreatedMany')),
      '200': { ...answer(ref('CreatedMany')), description: subject.words('Some were refused.', '部分记录被拒绝。') },
    },
  })
}

function update(subject: Subject): JsonObject {
  return operation(subject, 'update', {
    summary: subject.words('Change the named fields; null empties one', '修改指定的字段；null 表示清空'),
    parameters: [IF_MATCH, OVERRIDE_REASON, IDEMPOTENCY_KEY],
    requestBody: body(ref(`${subject.name}.update`)),
    responses: { '200': recordAnswer(subject) },
  })
}

function remove(subject: Subject): JsonObject {
  const summary = subject.words('Delete a record; it can be restored', '删除记录，可恢复')
  return operation(subject, 'delete', { summary, ...VERSIONED, responses: { '200': recordAnswer(subject) } })
}

function restore(subject: Subject): JsonObject {
  const summary = subject.words('Restore a deleted record', '恢复已删除的记录')
  return operation(subject, 'restore', { summary, ...VERSIONED, responses: { '200': recordAnswer(subject) } })
}

/** What is there for entities with a pipeline. */
function movePaths(
  subject: Subject,
  { one, mayUpdate }: { one: string; mayUpdate: boolean },
): Record<string, JsonObject> {
  return {
    [`${one}/moves`]: { parameters: [ID], get: moves(subject) },
    [`${one}/approvals`]: {
      parameters: [ID],
      get: listApprovals(subject),
      ...(mayUpdate && { post: requestApproval(subject) }),
    },
    ...(mayUpdate && { [`${one}/move-stage`]: { parameters: [ID], post: moveStage(subject) } }),
  }
}

function moveStage(subject: Subject): JsonObject {
  const reason = { type: 'string', minLength: 3, maxLength: 500 }
  return operation(subject, 'moveStage', {
    summary: subject.words('Move to another stage', '移到另一阶段'),
    parameters: [IF_MATCH, IDEMPOTENCY_KEY],
    requestBody: body({
      type: 'object',
      properties: {
        ...{ version: VERSION, stage: TEXT, pipeline: TEXT },
        override: { type: 'object', properties: { reason }, required: ['reason'], additionalProperties: false },
      },
      required: ['stage'],
    }),
    responses: { '200': recordAnswer(subject) },
  })
}

function moves(subject: Subject): JsonObject {
  return operation(subject, 'moves', {
    summary: subject.words('Where the record can go, and what would be asked for', '记录可移到哪些阶段以及所需条件'),
    responses: { '200': answer(ref('RecordMoves')) },
  })
}

function listApprovals(subject: Subject): JsonObject {
  return operation(subject, 'listApprovals', {
    summary: subject.words('Requests for approval of moves, newest first', '移动审批请求，最新在前'),
    responses: { '200': answer({ type: 'array', items: ref('MoveApproval') }) },
  })
}

function requestApproval(subject: Subject): JsonObject {
  return operation(subject, 'requestApproval', {
    summary: subject.words('Ask for approval of a move', '请求移动审批'),
    parameters: [IF_MATCH],
    requestBody: body({
      type: 'object',
      properties: {
        ...{ version: VERSION, stage: TEXT, pipeline: TEXT },
        values: ref(`${subject.name}.update`),
        comment: { type: 'string', maxLength: 1000 },
      },
      required: ['stage'],
    }),
    responses: { '201': answer(ref('MoveApproval')) },
  })
}

function history(subject: Subject): JsonObject {
  const summary = subject.words('Changes of a record, newest first', '记录的变更历史，最新在前')
  return operation(subject, 'history', {
    summary,
    responses: { '200': answer({ type: 'array', items: ref('HistoryEntry') }) },
  })
}

function reveal(subject: Subject, fields: readonly string[]): JsonObject {
  return operation(subject, 'reveal', {
    summary: subject.words('Show one sensitive value; noted in the audit trail', '查看一个敏感值；会写入审计记录'),
    requestBody: body({
      type: 'object',
      properties: { field: { type: 'string', enum: [...fields] } },
      required: ['field'],
    }),
    responses: { '200': answer({ type: 'object', properties: { value: {} }, required: ['value'] }) },
  })
}

interface OperationParts {
  summary: string
  parameters?: JsonValue
  requestBody?: JsonValue
  responses: JsonObject
}

function operation({ name, tag }: Subject, verb: string, { responses, ...parts }: OperationParts): JsonObject {
  return {
    operationId: `${name}.${verb}`,
    tags: [tag],
    ...(parts as unknown as JsonObject),
    responses: { ...responses, default: { $ref: '#/components/responses/Problem' } },
  }
}

const CSV_ANSWER: JsonObject = {
  description: 'RFC 4180, UTF-8.',
  headers: { 'Tenon-Rows': { description: 'Rows below the header.', schema: { type: 'integer' } } },
  content: { 'text/csv': { schema: { type: 'string' } } },
}
const TEXT: JsonObject = { type: 'string' }
const VERSION: JsonObject = { type: 'integer', description: 'Instead of If-Match.' }
const ID: JsonObject = { $ref: '#/components/parameters/id' }
const IF_MATCH: JsonObject = { $ref: '#/components/parameters/ifMatch' }
const IDEMPOTENCY_KEY: JsonObject = { $ref: '#/components/parameters/idempotencyKey' }
const OVERRIDE_REASON: JsonObject = {
  name: 'Tenon-Override-Reason',
  in: 'header',
  schema: TEXT,
  description: 'Passes over the rules of the pipeline, with the right to it; percent-encoded.',
}
const SHAPE: JsonValue[] = [{ $ref: '#/components/parameters/fields' }, { $ref: '#/components/parameters/expand' }]
const VERSIONED = {
  parameters: [IF_MATCH, IDEMPOTENCY_KEY],
  requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { version: VERSION } } } } },
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` }
}

function body(schema: JsonObject): JsonObject {
  return { required: true, content: { 'application/json': { schema } } }
}

function answer(schema: JsonObject): JsonObject {
  return { description: 'OK', content: { 'application/json': { schema } } }
}

function recordAnswer({ name }: Subject): JsonObject {
  const etag = { description: 'The version; send it back as If-Match.', schema: TEXT }
  return { ...answer(ref(name)), headers: { ETag: etag } }
}
