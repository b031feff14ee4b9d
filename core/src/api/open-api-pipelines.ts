import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { AGE_LIMITS } from '@tenon/sdk/contract/pipeline-report'
import type { DescribedEntity } from './open-api-schemas.ts'

const TEXT: JsonObject = { type: 'string' }
const COUNT: JsonObject = { type: 'integer', minimum: 0 }
const TIME: JsonObject = { type: 'string', format: 'date-time' }
const DATE: JsonObject = { type: 'string', format: 'date' }
const LABEL: JsonObject = { type: 'object', properties: { en: TEXT, 'zh-CN': TEXT }, required: ['en'] }
const MONTH: JsonObject = { type: 'string', description: '`2026-11`' }

/** Paths of an entity whose records go through pipelines. */
export function pipelinePaths({ compiled, view, locale }: DescribedEntity): Record<string, JsonObject> {
  if (compiled.pipelines.length === 0) return {}
  const { name } = compiled
  const shared = { tags: [textIn(view.pluralLabel, locale)] }
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const answers = (schema: string): JsonObject => ({
    '200': {
      description: 'OK',
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
    },
    default: { $ref: '#/components/responses/Problem' },
  })
  return {
    [`/api/v1/${name}/{id}/stage-history`]: {
      parameters: [{ $ref: '#/components/parameters/id' }],
      get: {
        ...shared,
        operationId: `${name}.stageHistory`,
        summary: words('How long a record was in which stage', '记录在各阶段停留的时间'),
        responses: answers('StageHistory'),
      },
    },
    [`/api/v1/${name}/pipeline-report`]: {
      post: {
        ...shared,
        operationId: `${name}.pipelineReport`,
        summary: words('How a pipeline stands and what went through it', '流程的现状与期间流转'),
        requestBody: { required: true, content: { 'application/json': { schema: reportInput(compiled.pipelines) } } },
        responses: answers('PipelineReport'),
      },
    },
  }
}

function reportInput(pipelines: DescribedEntity['compiled']['pipelines']): JsonObject {
  return {
    type: 'object',
    properties: {
      pipeline: { type: 'string', enum: pipelines.map(({ name }) => name) },
      from: { ...DATE, description: "First day of the period, in the tenant's zone." },
      to: { ...DATE, description: 'Last day; five years at most.' },
      where: { $ref: '#/components/schemas/Filter' },
    },
    required: ['pipeline', 'from', 'to'],
    additionalProperties: false,
  }
}

function orNull(schema: JsonObject): JsonObject {
  return { anyOf: [schema, { type: 'null' }] }
}

function list(properties: JsonObject): JsonObject {
  return { type: 'array', items: { type: 'object', properties } }
}

const PLACE: JsonObject = {
  pipeline: TEXT,
  pipelineLabel: LABEL,
  stage: TEXT,
  stageLabel: LABEL,
  category: { enum: ['open', 'won', 'lost', null] },
}
const SECONDS: JsonObject = {
  type: ['object', 'null'],
  description: 'Seconds, of stays that ended in the period.',
  properties: { median: COUNT, average: COUNT, percentile90: COUNT },
}
const EXACT: JsonObject = { type: ['string', 'null'], description: 'An exact decimal number.' }
const MONEY: JsonObject = { currency: { type: ['string', 'null'] }, count: COUNT, amount: EXACT }

const STAGE_REPORT: JsonObject = {
  stage: TEXT,
  label: LABEL,
  category: { enum: ['open', 'won', 'lost'] },
  probability: { type: ['number', 'null'] },
  now: {
    type: 'object',
    properties: {
      ...{ count: COUNT, overdue: COUNT, stale: COUNT },
      ages: { type: 'array', items: COUNT, description: `Days up to ${AGE_LIMITS.join(', ')}, and beyond.` },
      amounts: orNull(list({ currency: TEXT, sum: TEXT, weighted: EXACT })),
    },
  },
  period: {
    type: 'object',
    properties: {
      ...{ entered: COUNT, left: COUNT, elapsed: SECONDS, working: SECONDS },
      conversion: {
        type: 'object',
        properties: { records: COUNT, further: orNull(COUNT), won: orNull(COUNT) },
      },
    },
  },
}

/** What those paths answer with. */
export const PIPELINE_SCHEMAS: Record<string, JsonObject> = {
  StageHistory: {
    type: 'object',
    properties: {
      stays: list({
        ...{ id: TEXT, ...PLACE, enteredAt: TIME, leftAt: orNull(TIME), elapsedSeconds: orNull(COUNT) },
        ...{ workingSeconds: orNull(COUNT), actor: TEXT, actorName: TEXT, overrideReason: orNull(TEXT) },
        ...{ approvedBy: { type: 'array', items: TEXT }, dueAt: orNull(TIME), staleAt: orNull(TIME) },
      }),
      totals: list({ ...PLACE, stays: COUNT, elapsedSeconds: COUNT, workingSeconds: COUNT }),
    },
    required: ['stays', 'totals'],
  },
  PipelineReport: {
    type: 'object',
    properties: {
      ...{ pipeline: TEXT, from: DATE, to: DATE, timeZone: TEXT, at: TIME },
      stages: list(STAGE_REPORT),
      forecast: orNull(list({ month: MONTH, ...MONEY, weighted: EXACT })),
      won: list({ month: MONTH, ...MONEY }),
      losses: orNull(list({ reason: orNull(TEXT), label: orNull(LABEL), ...MONEY })),
      withheld: { type: 'array', items: { enum: ['amounts', 'forecast', 'losses'] } },
    },
    required: ['pipeline', 'from', 'to', 'stages', 'won', 'withheld'],
  },
}
