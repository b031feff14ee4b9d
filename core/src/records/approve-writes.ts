import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { validateRecord } from '../model/validate-record.ts'
import type { ValidatedValues } from '../model/validated-values.ts'
import { type PipelinePlace, placeInPipeline } from './place-in-pipeline.ts'
import type { RecordScope } from './record-scope.ts'
import { requireWritable } from './require-writable.ts'
import type { Hooked } from './run-before-hooks.ts'
import { attemptEach, type Positioned, type Settled } from './settled.ts'
import type { CheckStageChanges } from './stage-change.ts'
import { type TypedTexts, typedTexts } from './typed-texts.ts'

declare const approved: unique symbol

/** Values that may be stored. Only `approveWrites` makes one, so a write that skipped its checks does not compile. */
export interface ApprovedWrite {
  readonly [approved]: true
  /** The values to set: all of a new record, only the changed ones of an old one. */
  readonly values: ValidatedValues
  readonly place: PipelinePlace | null
  /** What was typed for values that are stored in another form. */
  readonly typed: TypedTexts
}

export interface WriteCandidate {
  id: string | null
  /** What the caller sent, */
  given: JsonObject
  /** and the same, validated. */
  values: ValidatedValues
  /** The record's values before the write; null for a new one. */
  old: JsonObject | null
  hooked: Hooked
}

/**
 * The gate before the store. A plugin is untrusted: what it returned passes the same gates as what the caller
 * sent, and then whatever enters a stage passes that stage's rules, by whichever way it came.
 */
export async function approveWrites(
  scope: RecordScope,
  checkStageChanges: CheckStageChanges,
  candidates: ReadonlyArray<Positioned<WriteCandidate>>,
): Promise<Settled<ApprovedWrite>> {
  const { ctx, entity } = scope
  const valid = attemptEach(candidates, (candidate) => {
    const values = valuesAfterHooks(scope, candidate)
    const whole = { ...candidate.old, ...values }
    return {
      ...candidate,
      values,
      whole,
      place: placeInPipeline(entity, { values, old: candidate.old, locale: ctx.locale }),
    }
  })
  const moving = valid.done.filter(({ value }) => value.place !== null && moves(value.old, value.place))
  const changes = moving.flatMap(({ value: { id, old, whole, place } }) => {
    if (place === null) return []
    const from = placeOf(old)
    const record = { id, old, values: { ...whole, ...place }, move: { ...toMove(place), from: from?.stage ?? null } }
    return [{ ...place, from, record }]
  })
  const answers = changes.length === 0 ? [] : await checkStageChanges(ctx, { entity, changes })
  const refused = moving.flatMap(({ position }, index) => {
    const error = answers[index] ?? null
    return error === null ? [] : [{ position, value: error }]
  })
  const out = new Set(refused.map(({ position }) => position))
  const done = valid.done.filter(({ position }) => !out.has(position))
  return {
    done: done.map(({ position, value }) => ({ position, value: brand(entity, value) })),
    failed: [...valid.failed, ...refused],
  }
}

function brand(
  entity: CompiledEntity,
  { values, given, place }: Pick<ApprovedWrite, 'values' | 'place'> & Pick<WriteCandidate, 'given'>,
): ApprovedWrite {
  return { values, place, typed: typedTexts(entity, given, values) } as ApprovedWrite
}

function moves(old: JsonObject | null, place: PipelinePlace): boolean {
  return old === null || old['pipeline'] !== place.pipeline || old['stage'] !== place.stage
}

function toMove({ pipeline, stage }: PipelinePlace): { pipeline: string; to: string } {
  return { pipeline, to: stage }
}

function placeOf(old: JsonObject | null): PipelinePlace | null {
  const pipeline = old?.['pipeline']
  const stage = old?.['stage']
  return typeof pipeline === 'string' && typeof stage === 'string' ? { pipeline, stage } : null
}

function valuesAfterHooks(scope: RecordScope, { values, old, hooked }: WriteCandidate): ValidatedValues {
  const { changes, plugin } = hooked
  if (changes === null || Object.keys(changes).length === 0) return values
  try {
    requireWritable(scope, withoutSystemFields(scope, changes))
    return validateAgain(scope, { ...values, ...changes }, old)
  } catch (cause) {
    if (!(cause instanceof TenonError)) throw cause
    const message = {
      en: `Plugin '${plugin}' returned values that cannot be stored: ${cause.message}`,
      'zh-CN': `插件“${plugin}”返回了无法存储的值：${cause.message}`,
    }
    throw new TenonError({
      code: 'PLUGIN_BAD_RETURN',
      message: textIn(message, scope.ctx.locale),
      problems: cause.problems,
      ...(plugin !== undefined && { plugin }),
      cause,
    })
  }
}

/** Fields that nobody may set by hand are there for hooks to set, whatever the actor's rights. */
function withoutSystemFields({ entity }: RecordScope, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !isSystemSet(entity.fields.get(name)?.schema)))
}

function isSystemSet(schema: { readOnly?: boolean } | undefined): boolean {
  return schema?.readOnly === true
}

function validateAgain(scope: RecordScope, values: JsonObject, old: JsonObject | null): ValidatedValues {
  const { entity, ctx } = scope
  const locale = ctx.locale
  if (old === null) return validateRecord(entity, values, { mode: 'complete', locale })
  const open = withoutSystemFields(scope, values)
  if (Object.keys(open).length === Object.keys(values).length) {
    return validateRecord(entity, values, { mode: 'update', locale })
  }
  // Only the mode for whole records takes system-set fields; of its result, the changed fields are stored.
  const whole = validateRecord(entity, { ...old, ...values }, { mode: 'complete', locale })
  return Object.fromEntries(Object.entries(whole).filter(([name]) => Object.hasOwn(values, name))) as ValidatedValues
}
