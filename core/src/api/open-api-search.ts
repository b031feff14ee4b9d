import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { SEARCH_MATCHES } from '@tenon/sdk/contract/record-search'
import type { DescribedEntity } from './open-api-schemas.ts'

const TEXT: JsonObject = { type: 'string' }
const TEXT_OR_NULL: JsonObject = { type: ['string', 'null'] }

const HIT_PROPERTIES = {
  entity: TEXT,
  id: { type: 'string', format: 'uuid' },
  title: TEXT_OR_NULL,
  match: { type: 'string', enum: [...SEARCH_MATCHES] },
  field: TEXT,
  excerpt: TEXT_OR_NULL,
}

/** What searching all entities answers with. */
export const SEARCH_SCHEMAS: Record<string, JsonObject> = {
  SearchHit: { type: 'object', properties: HIT_PROPERTIES, required: Object.keys(HIT_PROPERTIES) },
  SearchResult: {
    type: 'object',
    properties: { hits: { type: 'array', items: { $ref: '#/components/schemas/SearchHit' } } },
    required: ['hits'],
  },
}

/** The path of searching all entities; none where one is called `search`, whose list has that path. */
export function searchPaths(entities: readonly DescribedEntity[], locale: Locale): Record<string, JsonObject> {
  if (entities.some(({ compiled }) => compiled.name === 'search')) return {}
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const text = words('Words that a record contains, in any order', '记录所包含的词，顺序不限')
  const few = words('Of each entity at most so many', '每个实体最多返回的条数')
  const names = words('Names of entities, separated by commas; all by default', '实体名称，用逗号分隔；默认全部')
  return {
    '/api/v1/search': {
      get: {
        tags: [words('Search', '搜索')],
        operationId: 'search',
        summary: words('Search all records, the best matches first', '搜索全部记录，最匹配的在前'),
        parameters: [
          { name: 'text', in: 'query', required: true, schema: { ...TEXT, maxLength: 200 }, description: text },
          { name: 'entities', in: 'query', schema: TEXT, description: names },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 20, default: 5 },
            description: few,
          },
        ],
        responses: {
          '200': {
            description: 'OK',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/SearchResult' } } },
          },
          default: { $ref: '#/components/responses/Problem' },
        },
      },
    },
  }
}
