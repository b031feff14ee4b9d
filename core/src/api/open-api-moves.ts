import { APPROVAL_STATUSES } from '@tenon/sdk/contract/approvals-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { MOVE_RULES } from '@tenon/sdk/contract/stage-moves'

const TEXT: JsonObject = { type: 'string' }
const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] }
const FLAG: JsonObject = { type: 'boolean' }
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items })
const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})
const orNull = (schema: JsonObject): JsonObject => ({ oneOf: [schema, { type: 'null' }] })

const PROBLEM: JsonObject = {
  type: 'object',
  properties: {
    pointer: TEXT,
    message: TEXT,
    rule: { type: 'string', description: `In moves one of ${MOVE_RULES.join(', ')}, or access.` },
    guard: TEXT,
    approvers: listOf({ $ref: '#/components/schemas/Approver' }),
  },
  required: ['pointer', 'message'],
}
const PERSON = object({ id: TEXT, name: TEXT })
const PLACE = object({ pipeline: TEXT, stage: TEXT, label: TEXT })

/** Schemas of what is told about moves and requests for their approval. */
export const MOVE_SCHEMAS: Record<string, JsonObject> = {
  Approver: {
    oneOf: [
      object({ kind: { const: 'role' }, role: TEXT, label: TEXT }),
      object({ kind: { const: 'manager' }, id: TEXT, name: TEXT }),
    ],
  },
  RecordMoves: object({
    pipeline: TEXT_OR_NULL,
    stage: TEXT_OR_NULL,
    version: { type: 'integer' },
    mayOverride: FLAG,
    moves: listOf(
      object({
        stage: TEXT,
        allowed: FLAG,
        problems: listOf(PROBLEM),
        fields: listOf(TEXT),
        guards: listOf(object({ name: TEXT, label: TEXT })),
        needsApproval: FLAG,
        approvers: listOf({ $ref: '#/components/schemas/Approver' }),
        approval: TEXT_OR_NULL,
      }),
    ),
  }),
  MoveApproval: object({
    id: TEXT,
    status: { type: 'string', enum: [...APPROVAL_STATUSES] },
    entity: TEXT,
    recordId: TEXT,
    title: TEXT_OR_NULL,
    pipeline: TEXT,
    from: PLACE,
    to: PLACE,
    values: { type: 'object' },
    comment: TEXT_OR_NULL,
    requestedBy: PERSON,
    requestedAt: { type: 'string', format: 'date-time' },
    rules: listOf(object({ name: TEXT, label: TEXT, agreedBy: orNull(PERSON) })),
    approvers: listOf({ $ref: '#/components/schemas/Approver' }),
    mayDecide: FLAG,
    isMine: FLAG,
    decision: orNull(object({ by: orNull(PERSON), at: TEXT, comment: TEXT_OR_NULL })),
    refusal: orNull(object({ message: TEXT, problems: listOf(PROBLEM), at: TEXT })),
  }),
}

/** Paths of requests whichever entity they are about. */
export function approvalPaths(locale: Locale): Record<string, JsonObject> {
  const tags = [textIn({ en: 'Approvals', 'zh-CN': '审批' }, locale)]
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  const answer = (schema: JsonObject): JsonObject => ({
    '200': { description: 'OK', content: { 'application/json': { schema } } },
    default: { $ref: '#/components/responses/Problem' },
  })
  const one = { $ref: '#/components/schemas/MoveApproval' }
  const decision = {
    type: 'object',
    properties: { agree: FLAG, comment: { type: 'string', maxLength: 1000 } },
    required: ['agree'],
  }
  const of = { name: 'of', in: 'query', schema: { type: 'string', enum: ['toDecide', 'asked'], default: 'toDecide' } }
  const status = { name: 'status', in: 'query', schema: { type: 'string', enum: [...APPROVAL_STATUSES] } }
  const summary = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  return {
    '/api/v1/move-approvals': {
      get: {
        ...{ tags, operationId: 'moveApprovals.list', parameters: [of, status], responses: answer(listOf(one)) },
        summary: summary('Requests that wait for you, or that you made', '等待您决定或由您提出的请求'),
      },
    },
    '/api/v1/move-approvals/{id}/decide': {
      post: {
        ...{ tags, operationId: 'moveApprovals.decide', parameters: [id], responses: answer(one) },
        requestBody: { required: true, content: { 'application/json': { schema: decision } } },
        summary: summary('Agree, and so make the move, or decline', '同意（即执行移动）或拒绝'),
      },
    },
    '/api/v1/move-approvals/{id}/withdraw': {
      post: {
        ...{ tags, operationId: 'moveApprovals.withdraw', parameters: [id], responses: answer(one) },
        summary: summary('Withdraw a request of your own', '撤回自己的请求'),
      },
    },
  }
}
