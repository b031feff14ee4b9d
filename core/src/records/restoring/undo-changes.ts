import type { ActorChanges, LeftRecord, UndoBatch, UndoBatchInput, UndoPlan } from '@tenon/sdk/contract/audit-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { DeleteRecord } from '../delete-record.ts'
import { queryProblem } from '../query-problem.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies } from '../record-scope.ts'
import type { RestoreRecord } from '../restore-record.ts'
import type { UpdateRecord } from '../update-record.ts'
import { isTags, withLivingTags } from './living-tags.ts'
import { RESTORED } from './restored-from.ts'
import { stateAsOf } from './state-as-of.ts'
import { readTouched, type TouchedRecord } from './touched-records.ts'

/** More records at once have to be taken in shorter times. */
const MOST_RECORDS = 20_000
const BATCH = 50

interface Dependencies extends ScopeDependencies {
  database: Database
  access: Pick<Access, 'of' | 'requireAdmin'>
  updateRecord: UpdateRecord
  deleteRecord: DeleteRecord
  restoreRecord: RestoreRecord
}

/**
 * Makes the functions that take back what somebody changed between two times: what there is, and a batch of it. Each
 * record is written like any other; what others have changed since stays. For admins.
 */
export function makeUndoChanges(dependencies: Dependencies) {
  const { database, access, models } = dependencies
  const openScope = makeOpenScope(dependencies)

  return {
    async plan(ctx: RequestContext, input: ActorChanges): Promise<UndoPlan> {
      await access.requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const touched = await readTouched(db, ctx, { ...input, after: null, limit: MOST_RECORDS + 1 })
      if (touched.length > MOST_RECORDS) throw tooMany(ctx)
      const count = (fits: (record: TouchedRecord) => boolean) => touched.filter(fits).length
      return {
        records: touched.length,
        created: count(({ created, deleted }) => created && !deleted),
        deleted: count(({ created, deleted }) => deleted && !created),
        changed: count(({ created, deleted }) => !created && !deleted),
        conflicts: count(
          ({ changedSince, created, othersSince }) => changedSince.length > 0 || (created && othersSince),
        ),
      }
    },

    async batch(ctx: RequestContext, { after, ...input }: UndoBatchInput): Promise<UndoBatch> {
      await access.requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const touched = await readTouched(db, ctx, { ...input, after: after ?? null, limit: BATCH })
      const { names } = nameBook(await models.get(ctx.tenant))
      const left: LeftRecord[] = []
      let done = 0
      for (const record of touched) {
        ctx.signal.throwIfAborted()
        const reason = await undoOne(ctx, record).catch(reasonOf)
        if (reason === null) done += 1
        else left.push({ entity: names.entity(record.entity), id: record.id, reason })
      }
      return { done, left, next: touched.length < BATCH ? null : (touched.at(-1)?.id ?? null) }
    },
  }

  /** Null where all of it was taken back. */
  async function undoOne(ctx: RequestContext, record: TouchedRecord): Promise<string | null> {
    const { entity, id, entry, created, othersSince } = record
    const scope = await openScope(ctx, { entity, action: 'update' })
    const db = database.tenant(ctx.tenant.schema)
    const { current, state } = await stateAsOf(db, scope, { id, point: { entry, side: 'before' } })
    let version = Number(current['version'])
    const isDeleted = current['deletedAt'] !== null
    if (created || state === null) {
      if (isDeleted) return null
      if (othersSince) return textIn(OTHERS, ctx.locale)
      await dependencies.deleteRecord(ctx, { entity, id, version })
      return null
    }
    if (isDeleted && state['deletedAt'] === null) {
      version = (await dependencies.restoreRecord(ctx, { entity, id, version })).version
    } else if (isDeleted) return textIn(GONE, ctx.locale)
    const offered = await withLivingTags(db, scope, { current, state })
    const values = valuesBefore(scope, { record, current, state: offered })
    const from = { [RESTORED]: { entry, side: 'before' as const } }
    if (Object.keys(values).length > 0) {
      version = (await dependencies.updateRecord(ctx, { entity, id, version, values, ...from })).version
    }
    if (!isDeleted && state['deletedAt'] !== null) await dependencies.deleteRecord(ctx, { entity, id, version })
    return leftOver(scope, record)
  }
}

interface Values {
  record: TouchedRecord
  current: JsonObject
  state: JsonObject
}

function valuesBefore({ entity }: RecordScope, { record, current, state }: Values): JsonObject {
  const names = record.fields.filter((name) => {
    const isSettable = name === 'ownerId' || isTags(entity, name) || isPlain(entity, name)
    const isSame = JSON.stringify(current[name] ?? null) === JSON.stringify(state[name] ?? null)
    return isSettable && !record.changedSince.includes(name) && !isSame
  })
  return Object.fromEntries(names.map((name) => [name, state[name] ?? null]))
}

function isPlain({ fields }: RecordScope['entity'], name: string): boolean {
  const field = fields.get(name)
  return field !== undefined && field.schema.readOnly !== true
}

/** What of the record stays as it is, in words. */
function leftOver({ ctx, entity }: RecordScope, { changedSince, fields }: TouchedRecord): string | null {
  const stage = fields.includes('stage') ? [textIn(STAGE, ctx.locale)] : []
  const labels = changedSince
    .filter((name) => name !== 'stage')
    .map((name) => textIn(entity.fields.get(name)?.schema.label ?? name, ctx.locale))
  const since = labels.length === 0 ? [] : [`${textIn(SINCE, ctx.locale)}${labels.join(', ')}`]
  return since.length + stage.length === 0 ? null : [...since, ...stage].join(' ')
}

const OTHERS = { en: 'Somebody else has changed it since.', 'zh-CN': '此后已被他人修改。' }
const GONE = { en: 'It is deleted, and was before.', 'zh-CN': '记录已删除，此前亦然。' }
const STAGE = { en: 'Its stage stays: move it by hand.', 'zh-CN': '阶段保持不变：请手动移动。' }
const SINCE = { en: 'Changed by others since: ', 'zh-CN': '此后被他人修改：' }

function reasonOf(error: unknown): string {
  if (error instanceof TenonError && error.code !== 'UNAVAILABLE' && error.code !== 'INTERNAL') return error.message
  throw error
}

function tooMany({ locale }: RequestContext): TenonError {
  return queryProblem(locale, {
    pointer: '/from',
    rule: 'records',
    message: {
      en: `more than ${MOST_RECORDS} records were changed in this time: choose a shorter one`,
      'zh-CN': `此时段内修改的记录超过 ${MOST_RECORDS} 条：请缩短时段`,
    },
  })
}
