import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ValidatedValues } from '../model/validated-values.ts'
import { changedFields } from './changed-values.ts'
import { type ComputedValues, computeValues } from './compute-values.ts'
import { checkNeededInStage } from './needed-in-stage.ts'
import { type PipelinePlace, placeInPipeline } from './place-in-pipeline.ts'
import type { RecordScope } from './record-scope.ts'
import type { Hooked } from './run-before-hooks.ts'
import { attemptEach, type Positioned, type Settled } from './settled.ts'
import type { CheckStageChanges } from './stage-change.ts'
import { type StageLeft, type StageStay, stageStay } from './stage-stay.ts'
import { type TypedTexts, typedTexts } from './typed-texts.ts'
import { validateWrites } from './validate-writes.ts'
import { valuesAfterHooks } from './values-after-hooks.ts'
import type { WriteDependencies } from './write-dependencies.ts'

declare const approved: unique symbol

/** Values that may be stored. Only `approveWrites` makes one, so a write that skipped its checks does not compile. */
export interface ApprovedWrite {
  readonly [approved]: true
  /** The values to set: all of a new record, only the changed ones of an old one; and all computed ones. */
  readonly values: JsonObject
  /** The record's values before the write; null for a new one. */
  readonly old: JsonObject | null
  readonly place: PipelinePlace | null
  /** The stay in a stage that begins with the write; null where none does. */
  readonly stay: StageStay | null
  /** What was typed for values that are stored in another form. */
  readonly typed: TypedTexts
  /** Computed field → name of the code that gave its value; null where none could. */
  readonly codes: ComputedValues['codes']
}

export interface WriteCandidate {
  id: string | null
  /** What the caller sent, */
  given: JsonObject
  /** and the same, validated. */
  values: ValidatedValues
  /** The record's values before the write; null for a new one. */
  old: JsonObject | null
  /** Since when the record is in its stage; missing for a new one. */
  enteredAt?: string | null
  hooked: Hooked
}

/** A write with what the store would make of the record. */
interface FinalWrite {
  id: string | null
  old: JsonObject | null
  enteredAt: string | null
  values: JsonObject
  typed: TypedTexts
  place: PipelinePlace | null
  codes: ComputedValues['codes']
  /** All values of the record after the write, place included. */
  whole: JsonObject
}

type Writes = ReadonlyArray<Positioned<FinalWrite>>

/**
 * The gate before the store. A plugin is untrusted: what it returned passes the same gates as what the caller sent.
 * Then computed fields get their values, validations judge what would be stored, and whatever enters a stage passes
 * that stage's rules, by whichever way it came.
 */
export async function approveWrites(
  scope: RecordScope,
  { hooks, checkStageChanges, calendars }: Pick<WriteDependencies, 'hooks' | 'checkStageChanges' | 'calendars'>,
  candidates: ReadonlyArray<Positioned<WriteCandidate>>,
): Promise<Settled<ApprovedWrite>> {
  const { ctx, entity } = scope
  const valid = attemptEach(candidates, (candidate) => finalWrite(scope, candidate))
  const computed = await withComputedFields(scope, hooks, valid.done)
  const records = computed.map(({ position, value }) => ({ position, value: recordOf(value) }))
  const invalid = await validateWrites(ctx, hooks, { entity: entity.name, records })
  const sound = without(computed, invalid)
  const refused = await refuseStages(scope, checkStageChanges, sound)
  const stays = await beginStays(scope, calendars, without(sound, refused))
  return {
    done: stays.map(({ position, value: [write, stay] }) => ({ position, value: brand(write, stay) })),
    failed: [...valid.failed, ...invalid, ...refused],
  }
}

function finalWrite(scope: RecordScope, candidate: WriteCandidate): FinalWrite {
  const { id, old, given, enteredAt = null } = candidate
  const { entity } = scope
  const values = valuesAfterHooks(scope, candidate)
  const place = placeInPipeline(entity, { values, old, locale: scope.ctx.locale })
  const typed = typedTexts(entity, given, values)
  const whole = { ...old, ...values, ...place }
  if (old !== null && place !== null && !moves(old, place)) {
    checkNeededInStage(entity, scope.ctx.locale, { place, old, whole })
  }
  return { id, old, enteredAt, values, typed, place, codes: {}, whole }
}

/** A write that changes nothing will not be made, and has no values to work out. */
async function withComputedFields(
  scope: RecordScope,
  hooks: WriteDependencies['hooks'],
  writes: Writes,
): Promise<Writes> {
  const { ctx, entity } = scope
  const wanted = writes.filter(({ value }) => value.old === null || changedFields(value, value.old).size > 0)
  if (entity.computedFields.length === 0 || wanted.length === 0) return writes
  const results = await computeValues(ctx, hooks, { entity, records: wanted.map(({ value }) => value.whole) })
  const resultAt = new Map(wanted.map(({ position }, index) => [position, results[index]]))
  return writes.map(({ position, value }) => {
    const { values = {}, codes = {} } = resultAt.get(position) ?? {}
    const { values: given, whole } = value
    return { position, value: { ...value, values: { ...given, ...values }, codes, whole: { ...whole, ...values } } }
  })
}

async function refuseStages(
  { ctx, entity }: RecordScope,
  checkStageChanges: CheckStageChanges,
  writes: Writes,
): Promise<Array<Positioned<TenonError>>> {
  const moving = writes.flatMap(({ position, value }) => {
    const { old, place } = value
    if (place === null || !moves(old, place)) return []
    const from = placeOf(old)
    const record = { ...recordOf(value), move: { ...toMove(place), from: from?.stage ?? null } }
    return [{ position, change: { ...place, from, record } }]
  })
  if (moving.length === 0) return []
  const answers = await checkStageChanges(ctx, { entity, changes: moving.map(({ change }) => change) })
  return moving.flatMap(({ position }, index) => {
    const error = answers[index] ?? null
    return error === null ? [] : [{ position, value: error }]
  })
}

/** The moment of entering is taken once, here: what follows from it in the record and its history agrees to the millisecond. */
async function beginStays(
  { ctx, entity }: RecordScope,
  calendars: WriteDependencies['calendars'],
  writes: Writes,
): Promise<ReadonlyArray<Positioned<[FinalWrite, StageStay | null]>>> {
  const moving = writes.some(({ value: { old, place } }) => place !== null && moves(old, place))
  const known = moving ? await calendars.of(ctx.tenant) : null
  const at = Date.now()
  return writes.map(({ position, value }) => {
    const { old, place } = value
    if (known === null || place === null || !moves(old, place)) return { position, value: [value, null] }
    return { position, value: [value, stageStay(entity, known, { place, left: leftBy(value), at })] }
  })
}

function leftBy({ old, enteredAt }: FinalWrite): StageLeft | null {
  const place = placeOf(old)
  return place === null || enteredAt === null ? null : { ...place, enteredAt }
}

function recordOf({ id, old, whole }: FinalWrite): HookRecord {
  return { id, values: whole, old }
}

function without(writes: Writes, failed: ReadonlyArray<Positioned<TenonError>>): Writes {
  const out = new Set(failed.map(({ position }) => position))
  return writes.filter(({ position }) => !out.has(position))
}

function brand({ values, old, place, typed, codes }: FinalWrite, stay: StageStay | null): ApprovedWrite {
  return { values, old, place, stay, typed, codes } as ApprovedWrite
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
