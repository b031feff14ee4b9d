import type { Retention } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { composePatches, patchBetween } from './merge-patch.ts'

export interface EntityPrivacy {
  subject: boolean
  /** Null: nothing has to be kept. */
  retain: Retention | null
}

/** Says whether an entity's records are persons, and why personal values of them have to be kept; only what differs is kept. */
export function setPrivacy(
  edits: TenantEdits,
  { entity, privacy }: { entity: ModelEntity; privacy: EntityPrivacy },
): TenantEdits {
  const before = { ...(entity.subject && { subject: true }), ...(entity.retain && { retain: entity.retain }) }
  const after = { ...(privacy.subject && { subject: true }), ...(privacy.retain && { retain: privacy.retain }) }
  const difference = patchBetween(before, after)
  if (Object.keys(difference as object).length === 0) return edits
  return editEntity(edits, entity.name, (known) => composePatches(known, difference) as typeof known)
}

/** What the entity's form says; a retention without a reason is none. */
export function privacyOfForm(data: FormData): EntityPrivacy {
  const read = (name: string) => String(data.get(name) ?? '').trim()
  const [en, zh, years] = [read('retainEn'), read('retainZh'), Number(read('retainYears'))]
  const reason = zh === '' ? { en } : { en: en || zh, 'zh-CN': zh }
  const isKept = en !== '' || zh !== ''
  return {
    subject: data.get('subject') !== null,
    retain: isKept ? { reason, ...(years > 0 && { years: Math.min(Math.round(years), 100) }) } : null,
  }
}
