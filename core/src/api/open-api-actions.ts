import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewAction, ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { valueField } from '@tenon/sdk/contract/value-field'
import { FIELD_TYPE_TABLE } from '../model/field-types/field-type-table.ts'

const TEXT: JsonObject = { type: 'string' }
const RUN = { $ref: '#/components/schemas/ActionRun' }

/** Paths of the actions that the actor may run on an entity. */
export function actionPaths(
  { name, actions, pluralLabel }: ModelViewEntity,
  locale: Locale,
): Record<string, JsonObject> {
  const paths: Record<string, JsonObject> = {}
  for (const action of actions) {
    const called = `${action.plugin}.${action.name}`
    const shared = {
      tags: [textIn(pluralLabel, locale)],
      summary: textIn(action.label, locale),
      ...(action.help && { description: textIn(action.help, locale) }),
      responses: ANSWERS,
    }
    const key = { $ref: '#/components/parameters/idempotencyKey' }
    if (action.places.includes('record') || action.places.includes('selection')) {
      const operationId = `${name}.${called}.record`
      const requestBody = body(formProperty(action, locale))
      const id = { $ref: '#/components/parameters/id' }
      const post = { ...shared, operationId, parameters: [key], requestBody }
      paths[`/api/v1/${name}/{id}/actions/${called}`] = { parameters: [id], post }
    }
    if (action.places.includes('selection') || action.places.includes('list')) {
      const operationId = `${name}.${called}`
      const requestBody = body({ ...recordsProperties(action), ...formProperty(action, locale) })
      paths[`/api/v1/${name}/actions/${called}`] = {
        post: { ...shared, operationId, parameters: [key], requestBody },
      }
    }
  }
  return paths
}

/** The ways to follow a run, whichever action's it is. */
export function runPaths(locale: Locale): Record<string, JsonObject> {
  const words = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  const shared = { tags: [words('Runs of actions', '操作执行记录')], responses: ANSWERS }
  const parameters = [{ $ref: '#/components/parameters/id' }]
  return {
    '/api/v1/action-runs/{id}': {
      parameters,
      get: { ...shared, operationId: 'actionRuns.get', summary: words('How far a run is', '查看执行进度') },
    },
    '/api/v1/action-runs/{id}/cancel': {
      parameters,
      post: { ...shared, operationId: 'actionRuns.cancel', summary: words('Begin no further batch', '取消执行') },
    },
  }
}

const ANSWERS: JsonObject = {
  '200': { description: 'Ended.', content: { 'application/json': { schema: RUN } } },
  '202': { description: 'Still running; follow it by its id.', content: { 'application/json': { schema: RUN } } },
  default: { $ref: '#/components/responses/Problem' },
}

function recordsProperties({ places }: ModelViewAction): JsonObject {
  const uuids = { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: 10_000 }
  const filter = { where: { $ref: '#/components/schemas/Filter' }, search: { ...TEXT, maxLength: 200 } }
  return { ...(places.includes('selection') && { ids: uuids }), ...(places.includes('list') && filter) }
}

function formProperty({ form }: ModelViewAction, locale: Locale): JsonObject {
  if (form === undefined) return {}
  const fields = Object.entries(form.properties).map(([name, field]) => {
    const described = {
      title: textIn(field.label, locale),
      ...(field.help && { description: textIn(field.help, locale) }),
      ...(field.default !== undefined && { default: field.default }),
    }
    return [name, { ...FIELD_TYPE_TABLE[valueField(field).fieldType].jsonSchema(field), ...described }]
  })
  const required = form.required?.filter((name) => form.properties[name]?.default === undefined) ?? []
  return {
    form: {
      type: 'object',
      properties: Object.fromEntries(fields),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
    },
  }
}

function body(properties: JsonObject): JsonObject {
  const schema = { type: 'object', properties, additionalProperties: false }
  return { content: { 'application/json': { schema } } }
}

/** Schema of a run, for the shared components. */
export const ACTION_RUN_SCHEMA: JsonObject = {
  type: 'object',
  properties: {
    ...{ id: { ...TEXT, format: 'uuid' }, plugin: TEXT, action: TEXT, entity: TEXT, actor: TEXT, actorName: TEXT },
    status: { ...TEXT, enum: ['running', 'done', 'failed', 'cancelled', 'interrupted'] },
    total: { type: 'integer', description: 'Records, or what the code calls its total.' },
    done: { type: 'integer', description: 'How many are dealt with, refused ones among them.' },
    refused: { type: 'integer' },
    message: { type: ['string', 'null'] },
    open: {
      anyOf: [
        { type: 'object', properties: { entity: TEXT, id: { ...TEXT, format: 'uuid' } }, required: ['entity', 'id'] },
        { type: 'null' },
      ],
    },
    refusals: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        properties: { id: { type: ['string', 'null'] }, title: { type: ['string', 'null'] }, message: TEXT },
        required: ['id', 'title', 'message'],
      },
    },
    error: { type: ['string', 'null'] },
    startedAt: { ...TEXT, format: 'date-time' },
    endedAt: { anyOf: [{ ...TEXT, format: 'date-time' }, { type: 'null' }] },
  },
  required: ['id', 'plugin', 'action', 'entity', 'status', 'total', 'done', 'refused', 'refusals', 'startedAt'],
}
