import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { type ValueField, valueField } from '@tenon/sdk/contract/value-field'
import { childCollections, qualifiedName } from '@tenon/sdk/expression/child-collections'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { tagsField } from '@tenon/web-components/value/tags-field'

/** A field that a filter can compare, or a reference that leads on to others. */
export interface FilterField {
  name: string
  label: string
}

export interface FilterEntity {
  model: ModelView
  entity: string
  locale: Locale
}

/** Fields that every record has and a person would ask for, beside those of its pipeline. */
const COMMON = ['ownerId', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'] as const
const OF_PIPELINE = ['pipeline', 'stage', 'stageEnteredAt', 'stageDueAt', 'stageStaleAt'] as const

/** Names of people with a word before them: `user:0190…`. */
export const ACTOR_FIELDS: ReadonlySet<string> = new Set(['createdBy', 'updatedBy'])

/** Declared fields that the actor may find records by, in the entity's order. */
export function ownFields({ model, entity, locale }: FilterEntity): FilterField[] {
  const known = model.entities[entity]
  const { maskedFields = [], revealableFields = [] } = known?.access ?? {}
  return Object.entries(known?.properties ?? {})
    .filter(([name]) => !maskedFields.includes(name) || revealableFields.includes(name))
    .map(([name, { label }]) => ({ name, label: textIn(label, locale) }))
}

export function commonFields(place: FilterEntity): FilterField[] {
  const hasPipeline = Object.values(place.model.pipelines).some(({ entity }) => entity === place.entity)
  const tags = tagsEntity(place, TAGS_FIELD) === null ? [] : [TAGS_FIELD]
  return [...COMMON, ...tags, ...(hasPipeline ? OF_PIPELINE : [])].flatMap((name) => {
    const field = fieldAt(place, name)
    return field === null ? [] : [{ name, label: textIn(field.label, place.locale) }]
  })
}

/** References behind which there are fields. */
export function references(place: FilterEntity): FilterField[] {
  return ownFields(place).filter(({ name }) => targetOf(place, name) !== null)
}

/** Records that name one of these by a reference: `name` as filters call them, whatever else is called so. */
export function collections({ model, entity, locale }: FilterEntity): FilterField[] {
  const links = [...childCollections(model, entity)].filter(([name, link]) => name === qualifiedName(link))
  return links.flatMap(([name, link]) => {
    const child = model.entities[link.entity]
    const reference = child?.properties[link.reference]
    if (!child || !reference) return []
    const label = textIn(reference.reference?.reverse?.label ?? child.pluralLabel, locale)
    const several = links.filter(([, other]) => other.entity === link.entity).length > 1
    return [{ name, label: several ? `${label} (${textIn(reference.label, locale)})` : label }]
  })
}

/** The field at the end of a path by what its values are like; null where there is none that the actor may read. */
export function fieldAt({ model, entity }: FilterEntity, path: string): ValueField | null {
  const [first = '', ...rest] = path.split('.')
  const name = todaysName(model, entity, first)
  if (rest.length === 0) {
    const field = fieldOf(model, entity, name) ?? tagsField(model, entity, name) ?? null
    return field !== null && ACTOR_FIELDS.has(name) ? { ...field, fieldType: 'user' as const } : field
  }
  const target = targetOf({ model, entity }, name)
  return target === null ? null : fieldAt({ model, entity: target, locale: 'en' }, rest.join('.'))
}

/** Entity whose records' tags a path ends at; null for any other field, one that is called so among them. */
export function tagsEntity({ model, entity }: Pick<FilterEntity, 'model' | 'entity'>, path: string): string | null {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) {
    const isDeclared = fieldOf(model, entity, todaysName(model, entity, first)) !== undefined
    return isDeclared || tagsField(model, entity, first) === undefined ? null : entity
  }
  const target = targetOf({ model, entity }, first)
  return target === null ? null : tagsEntity({ model, entity: target }, rest.join('.'))
}

/** Entity of the records that a reference names; null for any other field. */
export function targetOf({ model, entity }: Pick<FilterEntity, 'model' | 'entity'>, name: string): string | null {
  const declared: FieldSchema | undefined = model.entities[entity]?.properties[todaysName(model, entity, name)]
  if (declared === undefined) return null
  const { fieldType, reference } = valueField(declared)
  if (fieldType !== 'reference' && fieldType !== 'multiReference') return null
  return reference !== undefined && Object.hasOwn(model.entities, reference.entity) ? reference.entity : null
}

/** Entity of the child records behind a path such as `account.task_account`; null where there are none. */
export function childEntity({ model, entity, locale }: FilterEntity, path: string): string | null {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) return childCollections(model, entity).get(first)?.entity ?? null
  const target = targetOf({ model, entity }, first)
  return target === null ? null : childEntity({ model, entity: target, locale }, rest.join('.'))
}

/** “Account › Region”. Null where the path leads nowhere any more. */
export function pathLabel(place: FilterEntity, path: string): string | null {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) {
    const field = fieldAt(place, first)
    return field === null ? null : textIn(field.label, place.locale)
  }
  const target = targetOf(place, first)
  const own = fieldAt(place, first)
  const beyond = target === null ? null : pathLabel({ ...place, entity: target }, rest.join('.'))
  return own === null || beyond === null ? null : `${textIn(own.label, place.locale)} › ${beyond}`
}

/** “Account › Tasks”. */
export function childLabel(place: FilterEntity, path: string): string | null {
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0) return collectionLabel(place, first)
  const [target, own] = [targetOf(place, first), fieldAt(place, first)]
  const beyond = target === null ? null : childLabel({ ...place, entity: target }, rest.join('.'))
  return own === null || beyond === null ? null : `${textIn(own.label, place.locale)} › ${beyond}`
}

function collectionLabel(place: FilterEntity, name: string): string | null {
  const link = childCollections(place.model, place.entity).get(name)
  if (link === undefined) return null
  return collections(place).find((one) => one.name === qualifiedName(link))?.label ?? null
}

/** Of a field that may be called by an old name still. */
function todaysName({ entities, formerNames }: ModelView, entity: string, field: string): string {
  const former = formerNames?.fields[entity]
  const isThere = Object.hasOwn(entities[entity]?.properties ?? {}, field)
  return !isThere && former !== undefined && Object.hasOwn(former, field) ? (former[field] ?? field) : field
}
