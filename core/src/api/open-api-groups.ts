import { GROUP_LIMITS, GROUP_MEASURES, GROUP_PERIODS } from '@tenon/sdk/contract/group-records'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { VIEW_USED } from './open-api-views.ts'

const TEXT = { type: 'string' } as const
const direction = { type: 'string', enum: ['asc', 'desc'] }

/** What groups of records are asked for. */
export const GROUP: JsonObject = {
  type: 'object',
  properties: {
    view: VIEW_USED,
    where: { $ref: '#/components/schemas/Filter' },
    search: { type: 'string', maxLength: 200 },
    groupBy: {
      description:
        'Fields, or paths through references; dates and times per period, in the time zone of the tenant. Weeks begin on Mondays.',
      type: 'array',
      items: {
        oneOf: [
          TEXT,
          {
            type: 'object',
            properties: { field: TEXT, per: { type: 'string', enum: [...GROUP_PERIODS] } },
            required: ['field'],
            additionalProperties: false,
          },
        ],
      },
      minItems: 1,
      maxItems: GROUP_LIMITS.keys,
    },
    measures: {
      description: 'Named by the caller. count takes no field.',
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: { measure: { type: 'string', enum: [...GROUP_MEASURES] }, field: TEXT },
        required: ['measure'],
        additionalProperties: false,
      },
      maxProperties: GROUP_LIMITS.measures,
    },
    sort: {
      description: 'By the place of a key in groupBy, or by the name of a measure.',
      type: 'array',
      items: {
        oneOf: [
          {
            type: 'object',
            properties: { key: { type: 'integer', minimum: 0 }, direction },
            required: ['key'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { measure: TEXT, direction },
            required: ['measure'],
            additionalProperties: false,
          },
        ],
      },
    },
    limit: { type: 'integer', minimum: 1, maximum: GROUP_LIMITS.groups, default: 100 },
  },
  required: ['groupBy'],
  additionalProperties: false,
}

const money: JsonObject = {
  type: 'array',
  items: { type: 'object', properties: { amount: TEXT, currency: TEXT }, required: ['amount', 'currency'] },
}

export const GROUPS: JsonObject = {
  type: 'object',
  properties: {
    groups: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          values: { type: 'array', items: {}, description: 'One per key; of a period its first day.' },
          measures: {
            type: 'object',
            description:
              'Counts are numbers, other figures exact decimals, days or times; money is an amount per currency.',
            additionalProperties: { oneOf: [{ type: ['integer', 'string', 'null'] }, money] },
          },
        },
        required: ['values', 'measures'],
      },
    },
    labels: { type: 'object', additionalProperties: TEXT, description: 'Id: what it is called.' },
    more: { type: 'boolean', description: 'Whether there are more groups than limit.' },
  },
  required: ['groups', 'labels', 'more'],
}
