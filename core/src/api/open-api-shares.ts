import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'

const TEXT: JsonObject = { type: 'string' }
const TIME_OR_NULL: JsonObject = { type: ['string', 'null'], format: 'date-time' }
const FLAG: JsonObject = { type: 'boolean' }
const UUID: JsonObject = { type: 'string', format: 'uuid' }
const KIND: JsonObject = { type: 'string', enum: ['user', 'team'] }
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items })
const object = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
})

/** Schemas of what is told about sharing and access. */
export const SHARE_SCHEMAS: Record<string, JsonObject> = {
  RecordShare: object({
    id: UUID,
    with: object({ kind: KIND, id: UUID, name: TEXT }),
    edit: FLAG,
    until: TIME_OR_NULL,
    sharedBy: TEXT,
    sharedAt: { type: 'string', format: 'date-time' },
  }),
  AccessExplanation: object({
    allowed: FLAG,
    summary: TEXT,
    reasons: listOf(
      object({
        kind: { type: 'string', enum: ['role', 'share', 'admin', 'field', 'standIn', 'sight'] },
        opens: FLAG,
        text: TEXT,
      }),
    ),
  }),
}

/** Paths of one entity's shares and of why somebody sees a record; sharing only for who may share. */
export function sharePaths({ name, pluralLabel, access }: ModelViewEntity, locale: Locale): Record<string, JsonObject> {
  const one = `/api/v1/${name}/{id}`
  const tags = [textIn(pluralLabel, locale)]
  const id = { $ref: '#/components/parameters/id' }
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const operation = (verb: string, summary: string, more: JsonObject): JsonObject => ({
    ...{ operationId: `${name}.${verb}`, tags, summary },
    ...more,
  })
  const answers = (schema: JsonObject, status = '200'): JsonObject => ({
    [status]: { description: 'OK', content: { 'application/json': { schema } } },
    default: { $ref: '#/components/responses/Problem' },
  })
  const shares = listOf({ $ref: '#/components/schemas/RecordShare' })
  const input = {
    type: 'object',
    properties: { with: object({ kind: KIND, id: UUID }), edit: FLAG, until: TIME_OR_NULL },
    required: ['with', 'edit'],
    additionalProperties: false,
  }
  const share = operation('share', words('Share with a person or team', '共享给成员或团队'), {
    requestBody: { required: true, content: { 'application/json': { schema: input } } },
    responses: answers(shares, '201'),
  })
  const query = (key: string, schema: JsonObject) => ({ name: key, in: 'query', schema })
  const explanation = answers({ $ref: '#/components/schemas/AccessExplanation' })
  const action = { type: 'string', enum: ['read', 'update', 'delete'], default: 'read' }
  return {
    [`${one}/shares`]: {
      parameters: [id],
      get: operation('shares', words('With whom it is shared', '共享给谁'), { responses: answers(shares) }),
      ...(access.share === true && access.update && { post: share }),
    },
    [`${one}/shares/{share}`]: {
      parameters: [id, { name: 'share', in: 'path', required: true, schema: UUID }],
      delete: operation('unshare', words('Take a share back', '撤回共享'), { responses: answers(shares) }),
    },
    [`${one}/access`]: {
      parameters: [id],
      get: operation('access', words('Why somebody may or may not see it', '为何可以或不能查看'), {
        parameters: [query('action', action), query('field', TEXT), query('userId', UUID)],
        responses: explanation,
      }),
    },
  }
}
