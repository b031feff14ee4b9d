import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { hasCommonTags, TAGS_COLUMN } from '../model/common-tags.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { ComputedValues } from './compute-values.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'
import type { StageStay } from './stage-stay.ts'

export interface WriteColumn {
  name: string
  type: string
}

const PLACE_COLUMNS: readonly WriteColumn[] = [
  { name: 'pipeline', type: 'text' },
  { name: 'stage', type: 'text' },
  { name: 'stage_entered_at', type: 'timestamptz' },
  { name: 'stage_due_at', type: 'timestamptz' },
  { name: 'stage_stale_at', type: 'timestamptz' },
  { name: 'stage_notice_at', type: 'timestamptz' },
]

/** Only in statements of writes that name tags. */
export const TAGS_WRITE_COLUMN: WriteColumn = { name: TAGS_COLUMN, type: 'uuid[]' }

/** Columns that a write of these fields sets; `fields` missing: all that a new record has, its tags aside. */
export function writeColumns(entity: CompiledEntity, fields?: ReadonlySet<string>): WriteColumn[] {
  const chosen = [...entity.fields.values()].filter(
    (field) => field.type !== 'sequence' && (fields === undefined || fields.has(field.name)),
  )
  const columns = chosen.flatMap(({ columns: own, computed }) =>
    [...own, ...(computed === null ? [] : [computed.column])].map(({ name, type }) => ({ name, type })),
  )
  if (fields?.has(TAGS_FIELD) && hasCommonTags(entity)) columns.push(TAGS_WRITE_COLUMN)
  if (fields === undefined || fields.has('ownerId')) columns.push({ name: 'owner_id', type: 'uuid' })
  if (entity.pipelines.length > 0 && (fields === undefined || fields.has('stage'))) columns.push(...PLACE_COLUMNS)
  return columns
}

interface WrittenValues {
  values: JsonObject
  place: PipelinePlace | null
  /** Begins together with a change of place. */
  stay?: StageStay | null
  codes: ComputedValues['codes']
}

/** One record's values per column, for `inputTexts`; empty ones are left out. */
export function columnValues(entity: CompiledEntity, written: WrittenValues): JsonObject {
  return valuesBy(entity, written, asJson)
}

/** The same as they are bound each by itself. */
export function boundValues(entity: CompiledEntity, written: WrittenValues): JsonObject {
  return valuesBy(entity, written, (value) => (value ?? null) as JsonValue)
}

function valuesBy(
  entity: CompiledEntity,
  { values, place, stay = null, codes }: WrittenValues,
  toColumn: (value: unknown, type: string) => JsonValue,
): JsonObject {
  const columns: JsonObject = { ...place, ...(stay !== null && stayColumns(stay)) }
  const { [TAGS_FIELD]: tags, ownerId: owner } = values
  if (Array.isArray(tags) && hasCommonTags(entity)) columns[TAGS_COLUMN] = tags
  if (typeof owner === 'string') columns['owner_id'] = owner
  for (const [name, value] of Object.entries(values)) {
    const field = entity.fields.get(name)
    if (field === undefined || value === null) continue
    const own = field.toColumns(value)
    for (const { name: column, type } of field.columns) columns[column] = toColumn(own[column], type)
  }
  for (const { name, computed } of entity.computedFields) columns[computed.column.name] = codes[name] ?? null
  return columns
}

function stayColumns({ enteredAt, dueAt, staleAt, noticeAt }: StageStay): JsonObject {
  return { stage_entered_at: enteredAt, stage_due_at: dueAt, stage_stale_at: staleAt, stage_notice_at: noticeAt }
}

/** Fields bind JSON columns as text; here the value itself is meant. */
function asJson(value: unknown, type: string): JsonValue {
  if (value === undefined || value === null) return null
  return type === 'jsonb' && typeof value === 'string' ? (JSON.parse(value) as JsonValue) : (value as JsonValue)
}
