import type { ChoiceOption, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import { LOCALES, type LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { commonFieldTexts } from './common-field.texts.ts'

const COMMON_FIELD_TYPES = {
  createdAt: 'dateTime',
  createdBy: 'text',
  updatedAt: 'dateTime',
  updatedBy: 'text',
  deletedAt: 'dateTime',
  stageEnteredAt: 'dateTime',
  ownerId: 'user',
  stage: 'choice',
  pipeline: 'choice',
} as const satisfies Record<string, FieldType>

/**
 * A field of an entity by its name, the common ones included: a stage reads like a choice, an owner like a user.
 * Undefined for what the actor may not see.
 */
export function fieldOf(model: ModelView, entity: string, field: string): FieldSchema | undefined {
  const declared = model.entities[entity]?.properties[field]
  if (declared || !isCommon(field)) return declared
  const options = optionsOf(model, entity, field)
  return {
    fieldType: COMMON_FIELD_TYPES[field],
    label: labelOf(field),
    readOnly: field !== 'ownerId',
    ...(options && { options }),
  }
}

function isCommon(field: string): field is keyof typeof COMMON_FIELD_TYPES {
  return Object.hasOwn(COMMON_FIELD_TYPES, field)
}

function labelOf(field: keyof typeof COMMON_FIELD_TYPES): LocalizedText {
  return Object.fromEntries(
    LOCALES.map((locale) => [locale, commonFieldTexts(locale)[field]]),
  ) as unknown as LocalizedText
}

function optionsOf(model: ModelView, entity: string, field: string): ChoiceOption[] | undefined {
  const pipelines = Object.values(model.pipelines).filter((pipeline) => pipeline.entity === entity)
  if (field === 'pipeline') return pipelines.map(({ name, label }) => ({ value: name, label }))
  if (field !== 'stage') return undefined
  return pipelines.flatMap(({ stages }) =>
    stages.map(({ name, label, hue }) => ({ value: name, label, ...(hue && { hue }) })),
  )
}
