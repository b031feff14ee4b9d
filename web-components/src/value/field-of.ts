import type { ChoiceOption } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import { LOCALES, type LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { type ValueField, valueField } from '@tenon/sdk/contract/value-field'
import { commonFieldTexts } from './common-field.texts.ts'

const COMMON_FIELD_TYPES = {
  createdAt: 'dateTime',
  createdBy: 'text',
  updatedAt: 'dateTime',
  updatedBy: 'text',
  deletedAt: 'dateTime',
  stageEnteredAt: 'dateTime',
  stageDueAt: 'dateTime',
  stageStaleAt: 'dateTime',
  ownerId: 'user',
  stage: 'choice',
  pipeline: 'choice',
} as const satisfies Record<string, FieldType>

/**
 * A field of an entity by its name, the common ones included: a stage reads like a choice, an owner like a user, and
 * one that is worked out of others like what it gives.
 * Undefined for what the actor may not see.
 */
export function fieldOf(model: FieldModel, entity: EntityOrRecord, field: string): ValueField | undefined {
  const place = typeof entity === 'string' ? { entity } : entity
  const declared = model.entities[place.entity]?.properties[field]
  if (declared) return valueField(declared)
  if (!isCommon(field)) return undefined
  const options = optionsOf(model, place, field)
  return {
    fieldType: COMMON_FIELD_TYPES[field],
    label: labelOf(field),
    readOnly: field !== 'ownerId',
    ...(options && { options }),
  }
}

type FieldModel = Pick<ModelView, 'entities' | 'pipelines'>

interface RecordPlace {
  entity: string
  pipeline?: string | null | undefined
}

/** An entity's name, or where one record of it is: its stage is named by its own pipeline. */
type EntityOrRecord = string | RecordPlace

function isCommon(field: string): field is keyof typeof COMMON_FIELD_TYPES {
  return Object.hasOwn(COMMON_FIELD_TYPES, field)
}

function labelOf(field: keyof typeof COMMON_FIELD_TYPES): LocalizedText {
  return Object.fromEntries(
    LOCALES.map((locale) => [locale, commonFieldTexts(locale)[field]]),
  ) as unknown as LocalizedText
}

function optionsOf(model: FieldModel, place: RecordPlace, field: string): ChoiceOption[] | undefined {
  const pipelines = Object.values(model.pipelines).filter((pipeline) => pipeline.entity === place.entity)
  if (field === 'pipeline') return pipelines.map(({ name, label }) => ({ value: name, label }))
  if (field !== 'stage') return undefined
  // Two pipelines may name a stage alike and label it differently: a record's own pipeline decides.
  const own = pipelines.filter(({ name }) => name === place.pipeline)
  return (own.length > 0 ? own : pipelines).flatMap(({ stages }) =>
    stages.map(({ name, label, hue }) => ({ value: name, label, ...(hue && { hue }) })),
  )
}
