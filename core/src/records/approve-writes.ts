import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PassedRules } from '@tenon/sdk/contract/stage-moves'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ValidatedValues } from '../model/validated-values.ts'
import type { ChangedBy } from './blame-plugin.ts'
import { changedFields } from './changed-values.ts'
import { checkRowRules } from './check-row-rules.ts'
import { checkRules } from './check-rules.ts'
import { type ComputedValues, computeValues } from './compute-values.ts'
import { refuseDuplicates } from './duplicates/refuse-duplicates.ts'
import { emptiedReason } from './loss-reason.ts'
import { neededInStage } from './needed-in-stage.ts'
import { type PipelinePlace, placeInPipeline, placeOf } from './place-in-pipeline.ts'
import type { RecordScope } from './record-scope.ts'
import type { Hooked } from './run-before-hooks.ts'
import { attemptEach, type Positioned, type Settled } from './settled.ts'
import type { AgreedMove, CheckStageChanges, MoveLeave, StageVerdict } from './stage-change.ts'
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
  /** Rules of the pipeline that an override passed over. */
  readonly passed: PassedRules | null
  /** Who has agreed to the move that it makes. */
  readonly agreed: AgreedMove | null
  readonly changedBy: ChangedBy
}

interface WriteCandidate {
  id: string | null
  /** What the caller sent, */
  given: JsonObject
  /** and the same, validated. */
  values: ValidatedValues
  /** The record's values before the write; null for a new one. */
  old: JsonObject | null
  /** The whole record before the write, common fields among it; null for a new one. */
  before: JsonObject | null
  hooked: Hooked
}

interface ApprovalInput {
  candidates: ReadonlyArray<Positioned<WriteCandidate>>
  leave?: MoveLeave
}

/** A write with what the store would make of the record. */
interface FinalWrite {
  id: string | null
  old: JsonObject | null
  before: JsonObject | null
  /** What the caller sent. */
  given: JsonObject
  values: JsonObject
  typed: TypedTexts
  place: PipelinePlace | null
  codes: ComputedValues['codes']
  /** All values of the record after the write, place included. */
  whole: JsonObject
  passed: PassedRules | null
  changedBy: ChangedBy
}

type Writes = ReadonlyArray<Positioned<FinalWrite>>

/**
 * The gate before the store. A plugin is untrusted: what it returned passes the same gates as what the caller sent.
 * Then computed fields get their values, the model's rules and plugins' validations judge what would be stored, and whatever enters a stage passes
 * that stage's rules, by whichever way it came.
 */
export async function approveWrites(
  scope: RecordScope,
  {
    database,
    hooks,
    checkStageChanges,
    calendars,
  }: Pick<WriteDependencies, 'database' | 'hooks' | 'checkStageChanges' | 'calendars'>,
  { candidates, leave = {} }: ApprovalInput,
): Promise<Settled<ApprovedWrite>> {
  const { ctx, entity } = scope
  const valid = attemptEach(candidates, (candidate) => finalWrite(scope, candidate, leave))
  const computed = await withComputedFields(scope, hooks, valid.done)
  const db = database.tenant(ctx.tenant.schema)
  const forbidden = await checkRowRules(db, scope, computed)
  const allowed = without(computed, forbidden)
  const broken = await checkRules(db, scope, allowed)
  const ruled = without(allowed, broken)
  const records = ruled.map(({ position, value }) => ({ position, value: recordOf(value) }))
  const invalid = await validateWrites(ctx, hooks, { entity: entity.name, records })
  const valued = without(ruled, invalid)
  const doubled = await refuseDuplicates(db, scope, valued)
  const sound = without(valued, doubled)
  const judged = await judgeMoves(scope, checkStageChanges, { writes: sound, leave })
  const refused = sound.flatMap(({ position }) => {
    const error = judged.get(position)?.refusal ?? null
    return error === null ? [] : [{ position, value: error }]
  })
  const stays = await beginStays(scope, calendars, without(sound, refused))
  const done = stays.map(({ position, value: [write, stay] }) => {
    const verdict = judged.get(position)
    const passed = verdict?.passed ?? write.passed
    return { position, value: brand({ ...write, passed }, stay, verdict && leave.agreed) }
  })
  return { done, failed: [...valid.failed, ...forbidden, ...broken, ...invalid, ...doubled, ...refused] }
}

function finalWrite(scope: RecordScope, candidate: WriteCandidate, { override }: MoveLeave): FinalWrite {
  const { id, old, before, given } = candidate
  const { entity } = scope
  const asked = valuesAfterHooks(scope, candidate)
  const place = placeInPipeline(entity, { values: asked, old, locale: scope.ctx.locale })
  const values = { ...asked, ...emptiedReason(entity, { place, old }) }
  const typed = typedTexts(entity, given, values)
  const whole = { ...old, ...values, ...place }
  const stays = old !== null && place !== null && !moves(old, place)
  const missing = stays ? neededInStage(entity, scope.ctx.locale, { place, old, whole }) : null
  if (missing !== null && override === undefined) throw missing.error
  const passed = missing === null || override === undefined ? null : { ...override, rules: missing.rules }
  const { changedBy } = candidate.hooked
  return { id, old, before, given, values, typed, place, codes: {}, whole, passed, changedBy }
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

interface Judged {
  writes: Writes
  leave: MoveLeave
}

/** Verdicts on those of the writes that enter a stage, by position. */
async function judgeMoves(
  scope: RecordScope,
  checkStageChanges: CheckStageChanges,
  { writes, leave }: Judged,
): Promise<ReadonlyMap<number, StageVerdict>> {
  const moving = writes.flatMap(({ position, value }) => {
    const { old, place, before } = value
    if (place === null || !moves(old, place)) return []
    const from = placeOf(old)
    const record = { ...recordOf(value), move: { ...toMove(place), from: from?.stage ?? null } }
    return [{ position, change: { ...place, from, record, before } }]
  })
  if (moving.length === 0) return new Map()
  const verdicts = await checkStageChanges(scope, { changes: moving.map(({ change }) => change), leave })
  return new Map(
    moving.flatMap(({ position }, index) => {
      const verdict = verdicts[index]
      return verdict === undefined ? [] : [[position, verdict] as const]
    }),
  )
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

function leftBy({ old, before }: FinalWrite): StageLeft | null {
  const place = placeOf(old)
  const enteredAt = before?.['stageEnteredAt']
  return place === null || typeof enteredAt !== 'string' ? null : { ...place, enteredAt }
}

function recordOf({ id, old, whole }: FinalWrite): HookRecord {
  return { id, values: whole, old }
}

function without(writes: Writes, failed: ReadonlyArray<Positioned<TenonError>>): Writes {
  if (failed.length === 0) return writes
  const out = new Set(failed.map(({ position }) => position))
  return writes.filter(({ position }) => !out.has(position))
}

function brand(
  { values, old, place, typed, codes, passed, changedBy }: FinalWrite,
  stay: StageStay | null,
  agreed?: AgreedMove,
): ApprovedWrite {
  return { values, old, place, stay, typed, codes, passed, agreed: agreed ?? null, changedBy } as ApprovedWrite
}

function moves(old: JsonObject | null, place: PipelinePlace): boolean {
  return old === null || old['pipeline'] !== place.pipeline || old['stage'] !== place.stage
}

function toMove({ pipeline, stage }: PipelinePlace): { pipeline: string; to: string } {
  return { pipeline, to: stage }
}
