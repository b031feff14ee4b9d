import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { DescribedEntity } from './open-api-schemas.ts'

const TEXT: JsonObject = { type: 'string' }
const STATES = ['viewing', 'editing']

/** The path by which a person says that they have a record open; not for keys. */
export function presencePath({ compiled, view, locale }: DescribedEntity): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const person = {
    type: 'object',
    properties: { actor: TEXT, name: TEXT, state: { type: 'string', enum: STATES } },
    required: ['actor', 'name', 'state'],
  }
  const input = {
    type: 'object',
    properties: {
      place: { type: 'string', format: 'uuid', description: 'Of each place that has it open, such as a tab.' },
      state: { type: 'string', enum: [...STATES, 'gone'] },
    },
    required: ['place', 'state'],
    additionalProperties: false,
  }
  return {
    [`/api/v1/${compiled.name}/{id}/presence`]: {
      parameters: [{ $ref: '#/components/parameters/id' }],
      post: {
        operationId: `${compiled.name}.presence`,
        tags: [textIn(view.pluralLabel, locale)],
        summary: words('Say that you have it open; who else has', '告知您已打开此记录，并得知还有谁打开'),
        requestBody: { required: true, content: { 'application/json': { schema: input } } },
        responses: {
          '200': { description: 'OK', content: { 'application/json': { schema: { type: 'array', items: person } } } },
          default: { $ref: '#/components/responses/Problem' },
        },
      },
    },
  }
}
