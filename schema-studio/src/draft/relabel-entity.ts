import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { composePatches, patchBetween } from './merge-patch.ts'

export interface EntityLabels {
  label: LocalizedText
  pluralLabel: LocalizedText
  icon: string | undefined
}

/** Calls an entity by other words; only what differs is kept. */
export function relabelEntity(
  edits: TenantEdits,
  { entity, labels }: { entity: ModelEntity; labels: EntityLabels },
): TenantEdits {
  const { label, pluralLabel, icon } = entity
  const difference = patchBetween({ label, pluralLabel, icon }, { ...labels })
  return editEntity(edits, entity.name, (before) => composePatches(before, difference) as typeof before)
}
