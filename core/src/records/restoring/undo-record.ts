import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { COMMON_LABELS, TAGS_LABEL } from '../common-labels.ts'
import type { DeleteRecord } from '../delete-record.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies } from '../record-scope.ts'
import type { RestoreRecord } from '../restore-record.ts'
import type { UpdateRecord } from '../update-record.ts'
import { isTags, withLivingTags } from './living-tags.ts'
import { RESTORED } from './restored-from.ts'
import { stateAsOf } from './state-as-of.ts'
import type { StateBefore } from './states-before.ts'
import type { TouchedRecord } from './touched-records.ts'

interface Dependencies extends ScopeDependencies {
  database: Database
  updateRecord: UpdateRecord
  deleteRecord: DeleteRecord
  restoreRecord: RestoreRecord
}

interface UndoneRecord {
  /** What the record has now; null where nothing was written. */
  version: number | null
  /** What of the record stays as it is, in words; null where all of it was taken back. */
  left: string | null
}

export type UndoRecord = (ctx: RequestContext, record: TouchedRecord) => Promise<UndoneRecord>

/**
 * Makes the function that takes back what was done to a record, written like any other change, with rights, rules and
 * hooks. What others have changed since stays, and so does what the actor may not set.
 */
export function makeUndoRecord({ database, ...verbs }: Dependencies): UndoRecord {
  const openScope = makeOpenScope(verbs)
  return async (ctx, record) => {
    const { entity, id, entry, created, deleted } = record
    const scope = await openScope(ctx, { entity, action: created || deleted ? 'delete' : 'update' })
    const db = database.tenant(ctx.tenant.schema)
    const { current, state, erased, unfit } = await stateAsOf(db, scope, { id, point: { entry, side: 'before' } })
    const offered = state === null ? null : await withLivingTags(db, scope, { current, state })
    const plan = planUndo(scope, record, { current, state: offered, erased, unfit })
    if (plan.kind === 'nothing') return { version: null, left: plan.left }
    const { version, left, values } = plan
    if (plan.kind === 'delete' && Object.keys(values).length === 0)
      return { version: (await verbs.deleteRecord(ctx, { entity, id, version })).version, left }
    const reached =
      plan.kind === 'restore' ? (await verbs.restoreRecord(ctx, { entity, id, version })).version : version
    const from = { [RESTORED]: { entry, side: 'before' as const } }
    const changes = { entity, id, version: reached, values, ...from }
    const written = Object.keys(values).length > 0 ? (await verbs.updateRecord(ctx, changes)).version : reached
    const last =
      plan.kind === 'delete' ? (await verbs.deleteRecord(ctx, { entity, id, version: written })).version : written
    return { version: last === version ? null : last, left }
  }
}

/** What taking back comes to: values that are set again, after the record comes back, or before it is deleted again. */
export type UndoStep =
  | { kind: 'nothing'; left: string | null }
  | { kind: 'update' | 'restore' | 'delete'; version: number; values: JsonObject; left: string | null }

/** What there is to do for a record, given what it is now and was before; the tags of `state` are such as it may have. */
export function planUndo(scope: RecordScope, record: TouchedRecord, before: StateBefore): UndoStep {
  const { current, state, erased, unfit } = before
  const { created, deleted, othersSince } = record
  const { locale } = scope.ctx
  const version = Number(current['version'])
  const isDeleted = current['deletedAt'] !== null
  if (created || state === null) {
    if (isDeleted) return { kind: 'nothing', left: null }
    if (othersSince) return { kind: 'nothing', left: textIn(OTHERS, locale) }
    return { kind: 'delete', version, values: {}, left: null }
  }
  const wasDeleted = state['deletedAt'] !== null
  if (isDeleted && (wasDeleted || !deleted)) {
    return { kind: 'nothing', left: textIn(wasDeleted ? GONE : GONE_SINCE, locale) }
  }
  const values = valuesBefore(scope, { record, current, state, closed: [...erased, ...unfit] })
  const left = leftOver(scope, record, unfit)
  if (isDeleted) return { kind: 'restore', version, values, left }
  if (wasDeleted) return { kind: 'delete', version, values, left }
  return Object.keys(values).length === 0 ? { kind: 'nothing', left } : { kind: 'update', version, values, left }
}

interface Values {
  record: TouchedRecord
  current: JsonObject
  state: JsonObject
  /** Fields whose earlier values are erased, or do not fit any more. */
  closed: readonly string[]
}

function valuesBefore(scope: RecordScope, { record, current, state, closed }: Values): JsonObject {
  const names = record.fields.filter((name) => {
    const isSame = JSON.stringify(current[name] ?? null) === JSON.stringify(state[name] ?? null)
    return isSettable(scope, name) && !closed.includes(name) && !record.changedSince.includes(name) && !isSame
  })
  return Object.fromEntries(names.map((name) => [name, state[name] ?? null]))
}

function isSettable(scope: RecordScope, name: string): boolean {
  return isPlain(scope, name) && scope.access.canWrite(name)
}

function isPlain({ entity }: RecordScope, name: string): boolean {
  const field = entity.fields.get(name)
  return name === 'ownerId' || isTags(entity, name) || (field !== undefined && field.schema.readOnly !== true)
}

function leftOver(
  scope: RecordScope,
  { changedSince, fields }: TouchedRecord,
  unfit: readonly string[],
): string | null {
  const { ctx, access } = scope
  const stage = fields.includes('stage') ? [textIn(STAGE, ctx.locale)] : []
  const others = changedSince.filter((name) => name !== 'stage')
  const since = others.length === 0 ? [] : [textIn(SINCE, ctx.locale) + labelsOf(scope, others)]
  // Of what the actor does not even see, nothing is said.
  const closed = fields.filter((name) => isPlain(scope, name) && access.canShow(name) && !access.canWrite(name))
  const kept = closed.length === 0 ? [] : [textIn(CLOSED, ctx.locale) + labelsOf(scope, closed)]
  const other = fields.filter((name) => unfit.includes(name) && !changedSince.includes(name) && access.canShow(name))
  const misfits = other.length === 0 ? [] : [textIn(UNFIT, ctx.locale) + labelsOf(scope, other)]
  const isGone = fields.some((name) => !scope.entity.fields.has(name) && !Object.hasOwn(COMMON, name))
  const gone = isGone ? [textIn(FIELDS_GONE, ctx.locale)] : []
  const parts = [...since, ...kept, ...misfits, ...gone, ...stage]
  return parts.length === 0 ? null : parts.join(' ')
}

function labelsOf({ ctx, entity }: RecordScope, names: readonly string[]): string {
  return names.map((name) => textIn(entity.fields.get(name)?.schema.label ?? name, ctx.locale)).join(', ')
}

const OTHERS = { en: 'Somebody else has changed it since.', 'zh-CN': '此后已被他人修改。' }
const GONE = { en: 'It is deleted, and was before.', 'zh-CN': '记录已删除，此前亦然。' }
const GONE_SINCE = { en: 'It was deleted since.', 'zh-CN': '此后已被删除。' }
const STAGE = { en: 'Its stage stays: move it by hand.', 'zh-CN': '阶段保持不变：请手动移动。' }
const SINCE = { en: 'Changed by others since: ', 'zh-CN': '此后被他人修改：' }
const COMMON = { ...COMMON_LABELS, [TAGS_FIELD]: TAGS_LABEL }
const FIELDS_GONE = { en: 'Values of fields that are gone stay as they are.', 'zh-CN': '已移除字段的值保持不变。' }
const UNFIT = { en: 'Earlier value does not fit the field as it is now: ', 'zh-CN': '旧值不适合字段的现有设置：' }
const CLOSED = { en: 'May not be set by you: ', 'zh-CN': '您无权设置：' }
