import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { LossReason } from '@tenon/sdk/contract/pipeline-schema'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { PipelinePlace } from './place-in-pipeline.ts'

/** Fields of the reason for losing that are empty and must not be, in a stage of category `lost`. */
export function missingReason({ field, textField, textRequiredFor = [] }: LossReason, values: JsonObject): string[] {
  const reason = values[field] ?? null
  if (reason === null) return [field]
  if (textField === undefined || !textRequiredFor.some((option) => option === reason)) return []
  return isBlank(values[textField]) ? [textField] : []
}

/** What is said of each of them. */
export function reasonProblems(entity: CompiledEntity, locale: Locale, fields: readonly string[]): Problem[] {
  return fields.map((name) => {
    const label = textIn(entity.fields.get(name)?.schema.label ?? name, locale)
    const message = { en: `${label} is needed for what is lost`, 'zh-CN': `丢失的记录需要填写${label}` }
    return { pointer: `/${name}`, message: textIn(message, locale), rule: 'lossReason' }
  })
}

/** A record that is lost no more has no reason for it: what a write to a stage of another category empties. */
export function emptiedReason(
  entity: CompiledEntity,
  { place, old }: { place: PipelinePlace | null; old: JsonObject | null },
): JsonObject {
  const lost = lostIn(entity, old)
  if (lost === null || place === null || lostIn(entity, { ...place }) !== null) return {}
  const names = [lost.field, ...(lost.textField === undefined ? [] : [lost.textField])]
  const emptied = names.filter((name) => (old?.[name] ?? null) !== null && entity.fields.get(name)?.required === false)
  return Object.fromEntries(emptied.map((name) => [name, null]))
}

/** The rule about reasons where the record is in a stage of category `lost`; null elsewhere. */
export function lostIn(entity: CompiledEntity, record: JsonObject | null): LossReason | null {
  const pipeline = entity.pipelines.find(({ name }) => name === record?.['pipeline'])
  const stage = pipeline?.stages.get(String(record?.['stage']))
  return stage?.category === 'lost' ? (pipeline?.schema.lossReason ?? null) : null
}

function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === ''
}
