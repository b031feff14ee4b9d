import type { ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { sameJson } from './merge-patch.ts'

/** Says what records of an entity must meet; a rule without a condition says nothing. */
export function setValidations(
  edits: TenantEdits,
  { entity, rules }: { entity: ModelEntity; rules: readonly ValidationRule[] },
): TenantEdits {
  const kept = rules.filter(({ condition }) => condition.trim() !== '')
  if (sameJson(kept, entity.validations ?? [])) return edits
  return editEntity(edits, entity.name, (before) => ({ ...before, validations: kept.length > 0 ? kept : null }))
}
