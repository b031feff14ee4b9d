import type { FieldSchema, UniqueGroup } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { FIELD_TYPE_KEYWORDS } from './field-type-keywords.ts'
import { sameJson } from './merge-patch.ts'

const LISTS: ReadonlyArray<FieldSchema['fieldType']> = ['emails', 'phones', 'urls', 'tags', 'multiChoice']

/** Whether a field can be one of several that are unique together. */
export function canBeInGroup({ fieldType, computedBy }: FieldSchema): boolean {
  const keywords = FIELD_TYPE_KEYWORDS[fieldType]
  const indexable = keywords.includes('indexed') || keywords.includes('unique')
  return indexable && !LISTS.includes(fieldType) && computedBy === undefined
}

/** Whether capitals can make a difference in one of a group's fields. */
export function canBeFolded({ properties }: ModelEntity, { fields }: UniqueGroup): boolean {
  return fields.some((name) => {
    const type = properties[name]?.fieldType
    return type !== undefined && FIELD_TYPE_KEYWORDS[type].includes('caseFolded')
  })
}

/** Says which fields' values together no two records share; a group of fewer than two fields says nothing. */
export function setUniqueGroups(
  edits: TenantEdits,
  { entity, groups }: { entity: ModelEntity; groups: readonly UniqueGroup[] },
): TenantEdits {
  const kept = groups
    .filter(({ fields }) => fields.length > 1)
    .map((group) => (canBeFolded(entity, group) ? group : withoutFolding(group)))
  if (sameJson(kept, entity.uniqueTogether ?? [])) return edits
  return editEntity(edits, entity.name, (before) => ({ ...before, uniqueTogether: kept.length > 0 ? kept : null }))
}

function withoutFolding({ caseFolded: _caseFolded, ...group }: UniqueGroup): UniqueGroup {
  return group
}
