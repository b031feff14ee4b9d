import type { JsonObject } from '@tenon/sdk/contract/json-value'
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
