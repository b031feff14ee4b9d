import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { type CommonField, TAGS_FIELD } from '@tenon/sdk/contract/record'
import { valueField } from '@tenon/sdk/contract/value-field'
import { hasCommonTags } from '../../model/common-tags.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { COMMON_LABELS, TAGS_LABEL } from '../common-labels.ts'
import { type FormatGround, type FormattedField, formatValue } from '../format-value.ts'
import type { MissedParts, PastParts } from './past-parts.ts'
import type { StoredEntry } from './scan-entries.ts'

interface Place {
  entity: string
  field: string
}

/** What entries speak of, as the model has it or had it. */
export interface EntryFields {
  entityLabel(entity: string, locale: Locale): string | null
  label(place: Place, locale: Locale): string
  /** Whether the field is not there any more. */
  isGone(place: Place): boolean
  isSensitive(place: Place): boolean
  /** A value as a person reads it; a stage by the label that it has in `pipeline`. */
  text(place: Place & { pipeline?: string | undefined }, value: JsonValue, ground: FormatGround): string
}

/** What entries name that the model does not know. */
export function missedParts(model: CompiledModel, entries: readonly StoredEntry[]): MissedParts {
  const entities = new Set<string>()
  const fields = new Map<string, Place>()
  const staged = new Set<string>()
  for (const { entity, record_id, changes } of entries) {
    if (record_id === null) continue
    if (!model.entities.has(entity)) entities.add(entity)
    for (const [field, change] of Object.entries(changes)) {
      const values = valuesOf(change)
      if (field === 'stage' && values.some((stage) => !hasStage(model, entity, stage))) staged.add(entity)
      if (!isKnown(model, { entity, field }, values)) fields.set(`${entity} ${field}`, { entity, field })
    }
  }
  return { entities, fields: [...fields.values()], staged }
}

/**
 * Which of an entity's pipelines a change of stage was in: the one that the record came into with it, or else the first
 * that has both stages. Two pipelines may name a stage alike and label it differently.
 */
export function pipelineOfEntry(model: CompiledModel, { entity, changes }: StoredEntry): string | undefined {
  const [, entered] = valuesOf(changes['pipeline'])
  if (typeof entered === 'string') return entered
  const moved = valuesOf(changes['stage']).filter((stage) => stage !== null)
  const pipelines = model.entities.get(entity)?.pipelines ?? []
  return pipelines.find(({ stages }) => moved.every((stage) => stages.has(String(stage))))?.schema.name
}

/** Old and new value of a change. */
export function valuesOf(change: JsonValue | undefined): JsonValue[] {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return []
  return [change['old'] ?? null, change['new'] ?? null]
}

function hasStage(model: CompiledModel, entity: string, stage: JsonValue): boolean {
  if (stage === null) return true
  return model.entities.get(entity)?.pipelines.some(({ stages }) => stages.has(String(stage))) ?? false
}

function isKnown(model: CompiledModel, { entity, field }: Place, values: readonly JsonValue[]): boolean {
  if (isCommon(model, { entity, field })) return true
  const known = model.entities.get(entity)?.fields.get(field)
  if (known === undefined) return false
  const { options } = known.schema
  if (known.type !== 'choice' && known.type !== 'multiChoice') return true
  return values.flat().every((value) => value === null || options?.some((option) => option.value === value))
}

function isCommon(model: CompiledModel, { entity, field }: Place): boolean {
  if (Object.hasOwn(COMMON_LABELS, field)) return true
  const known = model.entities.get(entity)
  return field === TAGS_FIELD && known !== undefined && hasCommonTags(known)
}

export function entryFields(model: CompiledModel, past: PastParts): EntryFields {
  const find = ({ entity, field }: Place): FormattedField | undefined => {
    const known = model.entities.get(entity)?.fields.get(field)
    const before = past.field(entity, field)
    if (known === undefined) {
      if (before === undefined) return undefined
      const schema = valueField(before)
      return { type: schema.fieldType, schema }
    }
    if (before?.options === undefined) return known
    const options = [...(known.schema.options ?? []), ...before.options]
    return { type: known.type, schema: { ...known.schema, options } }
  }
  const findStage = (entity: string, name: string, pipeline: string | undefined) => {
    const own = pipeline === undefined ? undefined : model.pipelines.get(pipeline)?.stages.get(name)
    const pipelines = model.entities.get(entity)?.pipelines ?? []
    return own ?? pipelines.flatMap(({ stages }) => stages.get(name) ?? [])[0] ?? past.stage(entity, name)
  }
  return {
    entityLabel: (entity, locale) => {
      const label = model.entities.get(entity)?.schema.label ?? past.entityLabel(entity)
      return label === undefined ? null : textIn(label, locale)
    },
    label: (place, locale) => textIn(find(place)?.schema.label ?? commonLabel(place.field) ?? place.field, locale),
    isGone: ({ entity, field }) =>
      !isCommon(model, { entity, field }) && model.entities.get(entity)?.fields.has(field) !== true,
    isSensitive: (place) => find(place)?.schema.sensitive === true,
    text: (place, value, ground) => {
      if (value === null) return ''
      if (place.field === 'stage')
        return textIn(findStage(place.entity, String(value), place.pipeline)?.label ?? String(value), ground.locale)
      if (place.field === 'pipeline') return pipelineText(model, value, ground)
      if (place.field === 'ownerId') return ground.labels[String(value)] ?? ''
      if (place.field === TAGS_FIELD && isCommon(model, place)) return tagsText(value, ground)
      const field = find(place) ?? commonField(place.field)
      return field === undefined ? plainText(value) : valueText(field, value, ground)
    },
  }
}

/** Of tags that are gone, that there were some. */
function tagsText(value: JsonValue, { labels, locale }: FormatGround): string {
  const gone = textIn({ en: 'a tag that is gone', 'zh-CN': '已删除的标签' }, locale)
  return listIn([...new Set([value].flat().map((id) => labels[String(id)] ?? gone))], locale)
}

function commonLabel(field: string) {
  if (field === TAGS_FIELD) return TAGS_LABEL
  return Object.hasOwn(COMMON_LABELS, field) ? COMMON_LABELS[field as CommonField] : undefined
}

function commonField(name: string): FormattedField | undefined {
  if (!name.endsWith('At')) return undefined
  return { type: 'dateTime', schema: { fieldType: 'dateTime', label: { en: name } } }
}

function pipelineText(model: CompiledModel, value: JsonValue, { locale }: FormatGround): string {
  return textIn(model.pipelines.get(String(value))?.schema.label ?? String(value), locale)
}

const NUMBERS: ReadonlySet<string> = new Set(['integer', 'decimal', 'percent', 'rating', 'progress', 'duration'])

/** A value may be older than the type that its field has by now. */
function valueText(field: FormattedField, value: JsonValue, ground: FormatGround): string {
  if (NUMBERS.has(field.type) && !Number.isFinite(Number(value))) return plainText(value)
  try {
    return formatValue(field, value, ground)
  } catch {
    return plainText(value)
  }
}

function plainText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
