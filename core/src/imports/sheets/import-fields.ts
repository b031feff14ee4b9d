import type { ImportField } from '@tenon/sdk/contract/import-api'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { hasCommonTags } from '../../model/common-tags.ts'
import { COMMON_LABELS, TAGS_LABEL } from '../../records/common-labels.ts'
import type { RecordScope } from '../../records/record-scope.ts'
import { storedQueryField } from '../../records/stored-query-field.ts'
import { fieldTarget } from '../field-target.ts'

/** A field that a column can become, by its key. */
export interface SheetField {
  key: string
  label: LocalizedText
  required: boolean
  isKey: boolean
  isOnlyKey: boolean
}

/**
 * What columns can become for the actor, and nothing that the actor may not know of: fields that may be set, with what
 * references name being readable. `id` finds records again, where they may be read.
 */
export function importFields(scope: RecordScope): SheetField[] {
  const { entity, access } = scope
  const common = ['ownerId', ...(hasCommonTags(entity) ? [TAGS_FIELD] : []), ...stageFields(scope)]
  const names = [...entity.fields.keys(), ...common].filter((name) => access.canWrite(name) && isOffered(scope, name))
  const required = new Set(entity.requiredFields.map(({ name }) => name))
  const given = new Set([
    ...entity.startedFields.map(({ name }) => name),
    ...entity.defaultExpressions.map(({ field }) => field),
  ])
  const fields = names.map((key) => ({
    ...{ key, label: fieldLabel(scope, key), isOnlyKey: false },
    required: required.has(key) && !given.has(key) && entity.fields.get(key)?.type !== 'slug',
    isKey: isKey(scope, key),
  }))
  if (!mayFind(scope)) return fields
  return [...fields, { key: 'id', label: COMMON_LABELS.id, required: false, isKey: true, isOnlyKey: true }]
}

/** As the API tells it. */
export function toldField(
  { key, label, required, isKey, isOnlyKey }: SheetField,
  { name, ctx }: { name: string; ctx: RecordScope['ctx'] },
): ImportField {
  return {
    name: name === '' ? key : name,
    label: textIn(label, ctx.locale),
    required,
    isKey,
    ...(isOnlyKey && { isOnlyKey }),
  }
}

function stageFields({ entity: { pipelines } }: RecordScope): string[] {
  if (pipelines.length === 0) return []
  return pipelines.length > 1 ? ['pipeline', 'stage'] : ['stage']
}

/** What people call a field of the entity. */
export function fieldLabel({ entity }: Pick<RecordScope, 'entity'>, name: string): LocalizedText {
  const common: Record<string, LocalizedText> = { ...COMMON_LABELS, [TAGS_FIELD]: TAGS_LABEL }
  return entity.fields.get(name)?.schema.label ?? common[name] ?? { en: name }
}

function isOffered({ entity, rights }: RecordScope, name: string): boolean {
  const field = entity.fields.get(name)
  // Files are no text, and what is worked out is nobody's to give.
  if (field?.type === 'file' || field?.type === 'image' || (field?.derivation ?? null) !== null) return false
  const target = fieldTarget(entity, name)
  return target !== null && (target.kind !== 'record' || rights.readable(target.entity) !== null)
}

function mayFind({ rights, entity }: RecordScope): boolean {
  return rights.readable(entity.name) !== null
}

/** Whoever finds records by a field learns what it holds. */
function isKey(scope: RecordScope, name: string): boolean {
  const { entity, rights } = scope
  const access = rights.readable(entity.name)
  if (access === null || !access.canRead(name) || !access.canReveal(name)) return false
  const isValue = entity.fields.has(name) && fieldTarget(entity, name)?.kind === 'value'
  return isValue && storedQueryField(entity, name)?.operators.includes('in') === true
}
