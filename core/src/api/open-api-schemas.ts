import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TAG_LIMITS } from '@tenon/sdk/contract/tags-api'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { isIdList } from '../model/field-link.ts'
import { takesAlong } from '../records/bring-along.ts'

/** An entity as one actor sees it. */
export interface DescribedEntity {
  compiled: CompiledEntity
  view: ModelViewEntity
  locale: Locale
}

/** JSON Schemas of an entity by their name under `#/components/schemas`. */
export function entitySchemas(entity: DescribedEntity): Record<string, JsonObject> {
  const { name } = entity.compiled
  const { create, update } = entity.view.access
  return {
    [name]: recordSchema(entity),
    [`${name}.page`]: pageSchema(name),
    ...(create && { [`${name}.create`]: valuesSchema(entity, 'create') }),
    ...(update && { [`${name}.update`]: valuesSchema(entity, 'update') }),
  }
}

function recordSchema({ compiled, view, locale }: DescribedEntity): JsonObject {
  const readable = [...compiled.fields.values()].filter(({ name }) => name in view.properties)
  return {
    type: 'object',
    title: textIn(view.label, locale),
    ...(view.description && { description: textIn(view.description, locale) }),
    properties: {
      ...commonProperties(compiled, locale),
      ...(view.access.tags === true && { tags: orNull(TAGS) }),
      ...Object.fromEntries(readable.map((field) => [field.name, orNull(fieldSchema(field, locale))])),
      ...staleProperty(readable),
      ...maskedProperty(view),
    },
    required: ['id', 'version'],
  }
}

type ValuesMode = 'create' | 'update'

function valuesSchema({ compiled, view, locale }: DescribedEntity, mode: ValuesMode): JsonObject {
  const writable = [...compiled.fields.values()].filter(({ name }) => view.access.writableFields.includes(name))
  const required = mode === 'create' ? writable.filter(isNeeded).map(({ name }) => name) : []
  const describe = (field: CompiledField) => {
    const schema = takingIds(field, fieldSchema(field, locale))
    return required.includes(field.name) ? schema : orNull(schema)
  }
  return {
    type: 'object',
    properties: {
      ...settableProperties(compiled, { mode, locale }),
      ...(isTaggedBy(view) && { tags: orNull(TAGS) }),
      ...Object.fromEntries(writable.map((field) => [field.name, describe(field)])),
      ...(mode === 'update' && { version: { type: 'integer', description: 'Instead of If-Match.' } }),
    },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

/** A file is given by its id; what else was read of it may stand beside. */
function takingIds({ type }: CompiledField, schema: JsonObject): JsonObject {
  if (type !== 'file' && type !== 'image') return schema
  return { ...schema, items: { anyOf: [{ ...UUID, description: 'As an upload answers it.' }, schema['items'] ?? {}] } }
}

/** Fields with a default may be left out, and a slug that is made of another field. */
function isNeeded({ required, schema }: CompiledField): boolean {
  const { default: literal, defaultTo, defaultExpression, slugFrom } = schema
  return required && [literal, defaultTo, defaultExpression, slugFrom].every((one) => one === undefined)
}

function fieldSchema(field: CompiledField, locale: Locale): JsonObject {
  const { label, help, options, deprecated, reference, targets } = field.schema
  const labels = options?.map((option) => `\`${option.value}\`: ${textIn(option.label, locale)}`).join(', ')
  const target = reference && `${isIdList(field) ? 'Ids of records' : 'Id of a record'} of \`${reference.entity}\`.`
  const any = targets && `A record of ${targets.entities.map((name) => `\`${name}\``).join(' or ')}.`
  const description = [help && textIn(help, locale), labels, target, any].filter(Boolean).join(' ')
  return {
    ...field.jsonSchema(),
    title: textIn(label, locale),
    ...(description && { description }),
    ...(deprecated && { deprecated }),
    ...(field.schema.readOnly && { readOnly: true }),
    ...(field.schema.default !== undefined && { default: field.schema.default }),
  }
}

/** A record's field may be empty, and an update empties it with null. */
function orNull(schema: JsonObject): JsonObject {
  const { title, description, ...rest } = schema
  const texts: JsonObject = { ...(title !== undefined && { title }), ...(description !== undefined && { description }) }
  // A schema that allows anything allows null already.
  return Object.keys(rest).length === 0 ? schema : { ...texts, anyOf: [rest, { type: 'null' }] }
}

const TIME: JsonObject = { type: 'string', format: 'date-time' }
const UUID: JsonObject = { type: 'string', format: 'uuid' }

function commonProperties(compiled: CompiledEntity, locale: Locale): JsonObject {
  return {
    id: UUID,
    version: { type: 'integer', description: 'Counts changes; also the ETag.' },
    createdAt: TIME,
    createdBy: { type: 'string' },
    updatedAt: TIME,
    updatedBy: { type: 'string' },
    ownerId: orNull(UUID),
    deletedAt: orNull(TIME),
    ...(compiled.pipelines.length > 0 && {
      pipeline: orNull(pipelineNames(compiled)),
      stage: orNull(stageNames(compiled, locale)),
      stageEnteredAt: orNull(TIME),
      stageDueAt: orNull(TIME),
      stageStaleAt: orNull(TIME),
    }),
    $labels: { type: 'object', additionalProperties: { type: 'string' } },
    $expanded: { type: 'object' },
    ...(takesAlong(compiled) && { $along: ALONG }),
    ...(hasPhone(compiled) && {
      $typed: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Of a single record: phone field → what was typed, where that is not the number itself.',
      },
    }),
  }
}

const ALONG: JsonObject = {
  type: 'object',
  properties: { returned: { type: 'integer' }, left: { type: 'integer' } },
  required: ['returned', 'left'],
  description:
    'Of a restore: how many records that were deleted along with this one came back with it, and how many could not.',
}

const TAGS: JsonObject = {
  type: 'array',
  items: UUID,
  maxItems: TAG_LIMITS.perRecord,
  uniqueItems: true,
  description: 'Ids of tags. Told only where `fields` names them.',
}

function isTaggedBy({ access }: ModelViewEntity): boolean {
  return access.tags === true && access.writableFields.includes(TAGS_FIELD)
}

function hasPhone({ fields }: CompiledEntity): boolean {
  return [...fields.values()].some(({ type }) => type === 'phone')
}

function staleProperty(readable: CompiledField[]): JsonObject {
  const names = readable.filter(({ computed }) => computed !== null).map(({ name }) => name)
  if (names.length === 0) return {}
  const description = 'Computed fields whose values are being worked out again: empty, or of older code.'
  return { $stale: { type: 'array', items: { enum: names }, description } }
}

function maskedProperty({ access }: ModelViewEntity): JsonObject {
  const { maskedFields: names = [] } = access
  if (names.length === 0) return {}
  const description = 'Sensitive fields whose values are not told, filled or not.'
  return { $masked: { type: 'array', items: { enum: names }, description } }
}

function settableProperties(
  compiled: CompiledEntity,
  { mode, locale }: { mode: ValuesMode; locale: Locale },
): JsonObject {
  const startsInPipeline = mode === 'create' && compiled.pipelines.length > 0
  return {
    ownerId: orNull(UUID),
    ...(startsInPipeline && { pipeline: pipelineNames(compiled), stage: stageNames(compiled, locale) }),
  }
}

function pipelineNames(compiled: CompiledEntity): JsonObject {
  return { type: 'string', enum: compiled.pipelines.map(({ name }) => name) }
}

function stageNames(compiled: CompiledEntity, locale: Locale): JsonObject {
  const stages = compiled.pipelines.flatMap((pipeline) => [...pipeline.stages.values()])
  const names: JsonValue[] = [...new Set(stages.map(({ name }) => name))]
  const description = stages.map(({ name, label }) => `\`${name}\`: ${textIn(label, locale)}`).join(', ')
  return { type: 'string', enum: names, description }
}

function pageSchema(name: string): JsonObject {
  return {
    type: 'object',
    properties: {
      records: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
      nextCursor: { type: ['string', 'null'], description: 'Send it as `after` for the next page.' },
      prevCursor: { type: ['string', 'null'], description: 'Send it as `before` for the page before.' },
      count: { type: 'integer' },
      countEstimated: { const: true, description: 'Whether `count` is an estimate; it is missing otherwise.' },
    },
    required: ['records', 'nextCursor', 'prevCursor'],
  }
}
