import type { DuplicateRule, FieldSchema, MatchKind } from '@tenon/sdk/contract/entity-schema'
import type { ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { sameJson } from './merge-patch.ts'

const KINDS: Partial<Record<FieldSchema['fieldType'], readonly MatchKind[]>> = {
  email: ['email', 'exact'],
  phone: ['phone', 'exact'],
  address: ['address'],
  personName: ['name'],
  url: ['exact'],
  choice: ['exact'],
  sequence: ['exact'],
  slug: ['exact'],
  barcode: ['exact'],
  reference: ['exact'],
  user: ['exact'],
}

/** How a field can be compared to find duplicates; similar names are found only where the field is searched. */
export function matchKinds({ fieldType, searchable, indexed, sensitive }: FieldSchema): readonly MatchKind[] {
  if (sensitive) return []
  const isSearched = searchable === true || indexed === true
  if (fieldType === 'text') return isSearched ? ['name', 'exact', 'email'] : ['exact', 'email']
  return (KINDS[fieldType] ?? []).filter((kind) => kind !== 'name' || isSearched)
}

/** Whether a rule can be published: it has a name to show, and something to match. */
export function isWhole({ label, match }: DuplicateRule): boolean {
  return label.en.trim() !== '' && match.length > 0
}

/** A rule to begin with, under a name that no other one has. */
export function newRule(entity: ModelEntity, rules: readonly DuplicateRule[]): DuplicateRule {
  const names = new Set([...rules, ...(entity.duplicates ?? [])].map(({ name }) => name))
  let number = rules.length + 1
  while (names.has(`rule${number}`)) number += 1
  const first = Object.entries(entity.properties).find(([, field]) => matchKinds(field).length > 0)
  const [by] = first === undefined ? [] : matchKinds(first[1])
  const match = first === undefined || by === undefined ? [] : [{ field: first[0], by }]
  return { name: `rule${number}`, label: { en: '' }, match, onWrite: 'warn' }
}

/** Says by which fields two records are the same thing. */
export function setDuplicateRules(
  edits: TenantEdits,
  { entity, rules }: { entity: ModelEntity; rules: readonly DuplicateRule[] },
): TenantEdits {
  if (sameJson(rules, entity.duplicates ?? [])) return edits
  const duplicates = rules.length > 0 ? [...rules] : null
  return editEntity(edits, entity.name, (before) => ({ ...before, duplicates }))
}
