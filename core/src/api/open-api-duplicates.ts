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

const MERGED = object({ id: UUID, title: { type: ['string', 'null'] } })

/** Schemas of what is told about merges. */
export const DUPLICATE_SCHEMAS: Record<string, JsonObject> = {
  MergeNote: {
    type: 'object',
    properties: { merge: UUID, from: listOf(MERGED), into: MERGED, undone: { const: true } },
    required: ['merge'],
  },
}

/** Paths of merging one entity's records, for who may change and delete them. */
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
  if (!view.access.update || !view.access.delete) return {}
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
    [`/api/v1/${name}/merge`]: {
      post: { ...merge, requestBody: { required: true, content: { 'application/json': { schema: input } } } },
    },
    [`/api/v1/${name}/merges/{merge}/undo`]: {
      parameters: [{ name: 'merge', in: 'path', required: true, schema: UUID }],
      post: operation('unmerge', words('Take a merge back', '撤销合并'), undone),
    },
  }
}
