import { type FieldSchema, ROLLUP_LIMITS, type RollupSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { GroupKey } from '@tenon/sdk/contract/group-records'
import type { ModelDocument, ModelEntity, TenantEdits } from '@tenon/sdk/contract/model-document'
import { editEntity } from './edit-entity.ts'
import { sameJson } from './merge-patch.ts'

type KeyUse = 'value' | 'period' | 'either'

const KEY_USES: Partial<Record<FieldType, KeyUse>> = {
  ...{ choice: 'value', boolean: 'value', reference: 'value', user: 'value', team: 'value', country: 'value' },
  ...{ color: 'value', icon: 'value', text: 'value', slug: 'value', barcode: 'value', integer: 'value' },
  ...{ rating: 'value', progress: 'value', yearMonth: 'value', date: 'either', dateTime: 'period' },
}
const FREE_TEXTS: ReadonlySet<string> = new Set(['text', 'slug', 'barcode'])
const SUM_TYPES: ReadonlySet<string> = new Set<FieldType>([
  ...(['integer', 'decimal', 'percent', 'money', 'rating', 'progress', 'duration'] as const),
])
const COMMON: Record<string, KeyUse> = {
  ...{ ownerId: 'value', createdBy: 'value', createdAt: 'period', updatedBy: 'value', updatedAt: 'period' },
}
const OF_PIPELINE: Record<string, KeyUse> = {
  ...{ stage: 'value', pipeline: 'value', stageEnteredAt: 'period', stageDueAt: 'period', stageStaleAt: 'period' },
}

interface DraftPlace {
  document: Pick<ModelDocument, 'pipelines'>
  entity: ModelEntity
}

/** Fields by which totals can be kept: by their values, by periods of them, or both; those of the pipeline first. */
export function rollupKeys({ document, entity }: DraftPlace): Map<string, KeyUse> {
  const hasPipeline = Object.values(document.pipelines).some((pipeline) => pipeline.entity === entity.name)
  const declared = Object.entries(entity.properties).flatMap(([name, field]) => {
    const isClosed = field.sensitive === true || (field.personal === true && FREE_TEXTS.has(field.fieldType))
    const use = isClosed ? undefined : KEY_USES[field.fieldType as FieldType]
    return use === undefined ? [] : [[name, use] as const]
  })
  return new Map([...(hasPipeline ? Object.entries(OF_PIPELINE) : []), ...declared, ...Object.entries(COMMON)])
}

/** Whether sums of a field can be kept. */
export function canBeSummed({ fieldType, sensitive }: FieldSchema): boolean {
  return SUM_TYPES.has(fieldType) && sensitive !== true
}

export function keyOf(key: string | GroupKey): GroupKey {
  return typeof key === 'string' ? { field: key } : key
}

/** A key in the form in which it is declared, with a period where it needs one. */
export function declaredKey({ field, per }: GroupKey, use: KeyUse | undefined): string | GroupKey {
  if (use === 'value') return field
  if (use === 'period') return { field, per: per ?? 'month' }
  return per === undefined ? field : { field, per }
}

/** One to begin with, under a name that no other one has; null where there can be none more. */
export function newRollup(place: DraftPlace, rollups: readonly RollupSchema[]): RollupSchema | null {
  const [first] = rollupKeys(place)
  if (first === undefined || rollups.length >= ROLLUP_LIMITS.rollups) return null
  const names = new Set([...rollups, ...(place.entity.rollups ?? [])].map(({ name }) => name))
  let number = rollups.length + 1
  while (names.has(`rollup${number}`)) number += 1
  const [field, use] = first
  return { name: `rollup${number}`, groupBy: [declaredKey({ field }, use)] }
}

/** What keeps the list from being published: a name that is none or is there twice, a key that is there twice. */
export function rollupFault(rollups: readonly RollupSchema[]): 'rollupNameWrong' | 'rollupKeyTwice' | null {
  const names = rollups.map(({ name }) => name)
  if (names.some((name, at) => !/^[a-z][a-zA-Z0-9]{0,49}$/.test(name) || names.indexOf(name) !== at))
    return 'rollupNameWrong'
  const hasTwice = rollups.some(({ groupBy }) => {
    const told = groupBy.map((key) => JSON.stringify(keyOf(key)))
    return new Set(told).size < told.length
  })
  return hasTwice ? 'rollupKeyTwice' : null
}

/** Says which totals are kept ready. */
export function setRollups(
  edits: TenantEdits,
  { entity, rollups }: { entity: ModelEntity; rollups: readonly RollupSchema[] },
): TenantEdits {
  if (sameJson(rollups, entity.rollups ?? [])) return edits
  return editEntity(edits, entity.name, (before) => ({ ...before, rollups: rollups.length > 0 ? [...rollups] : null }))
}
