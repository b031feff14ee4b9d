import type { ActorChanges, LeftRecord, UndoBatch, UndoBatchInput, UndoPlan } from '@tenon/sdk/contract/audit-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { DeleteRecord } from '../delete-record.ts'
import { queryProblem } from '../query-problem.ts'
import type { RestoreRecord } from '../restore-record.ts'
import { readNames, type WantedNames, want } from '../timeline/known-names.ts'
import type { UpdateRecord } from '../update-record.ts'
import { readTouched, type TouchedRecord } from './touched-records.ts'
import { makeUndoBatches, type UndoGround } from './undo-batches.ts'
import { parseUndoCursor, undoCursorText } from './undo-cursor.ts'
import { planOf } from './undo-plan.ts'
import { makeUndoRecord } from './undo-record.ts'

/** More records at once have to be taken in shorter times. */
const MOST_RECORDS = 20_000
const BATCH = 100

interface Dependencies extends UndoGround {
  access: Pick<Access, 'of' | 'requireAdmin'>
  updateRecord: UpdateRecord
  deleteRecord: DeleteRecord
  restoreRecord: RestoreRecord
}

/**
 * Makes the functions that take back what somebody changed between two times: what there is, and a batch of it, whose
 * records are written together as a bulk run writes them. What others have changed since stays. For admins.
 */
export function makeUndoChanges(dependencies: Dependencies) {
  const { database, access, models } = dependencies
  const undoRecord = makeUndoRecord(dependencies)
  const undoBatches = makeUndoBatches(dependencies)

  return {
    async plan(ctx: RequestContext, input: ActorChanges): Promise<UndoPlan> {
      await access.requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const touched = await readTouched(db, ctx, { ...input, after: null, limit: MOST_RECORDS + 1 })
      if (touched.length > MOST_RECORDS) throw tooMany(ctx)
      return planOf(ctx, await models.get(ctx.tenant), touched)
    },

    async batch(ctx: RequestContext, { after, ...input }: UndoBatchInput): Promise<UndoBatch> {
      await access.requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const cursor = parseUndoCursor(ctx, after)
      const touched = await readTouched(db, ctx, { ...input, after: cursor.after, limit: BATCH })
      const reasons = await undoAll(withinUndo(ctx, { run: cursor.run, ...input }), touched)
      const left = touched.flatMap(({ entity, id }) => {
        const reason = reasons.get(keyOf({ entity, id })) ?? null
        return reason === null ? [] : [{ entity, id, reason }]
      })
      const last = touched.length < BATCH ? undefined : touched.at(-1)
      const next = last === undefined ? null : undoCursorText({ run: cursor.run, after: last.id })
      return { done: touched.length - left.length, left: await titled(ctx, left), next }
    },
  }

  /** What is left of each record and why; null where all of it was taken back. */
  async function undoAll(ctx: RequestContext, touched: readonly TouchedRecord[]): Promise<Map<string, string | null>> {
    const reasons = new Map<string, string | null>()
    for (const [entity, records] of Map.groupBy(touched, (record) => record.entity)) {
      ctx.signal.throwIfAborted()
      for (const one of await undoBatches(ctx, { entity, touched: records }))
        reasons.set(keyOf({ entity, id: one.id }), one.state === 'refused' ? reasonOf(one.error) : one.left)
    }
    for (const record of touched.filter((one) => !reasons.has(keyOf(one)))) {
      ctx.signal.throwIfAborted()
      reasons.set(keyOf(record), await undoRecord(ctx, record).then(({ left }) => left, reasonOf))
    }
    return reasons
  }

  /** The records as whoever reads the report knows them. */
  async function titled(ctx: RequestContext, left: ReadonlyArray<Omit<LeftRecord, 'title'>>): Promise<LeftRecord[]> {
    const model = await models.get(ctx.tenant)
    const wanted: WantedNames = new Map()
    for (const { entity, id } of left) want(wanted, entity, id)
    const rights = await access.of(ctx, model)
    const { labels } = await readNames(database.tenant(ctx.tenant.schema), ctx, { wanted, rights })
    const { names } = nameBook(model)
    return left.map((one) => ({ ...one, entity: names.entity(one.entity), title: labels[one.id] ?? '' }))
  }
}

/** What is written says of what it is part, so that all batches together are one thing in the audit trail. */
function withinUndo(ctx: RequestContext, { run, actor, from, to }: ActorChanges & { run: string }): RequestContext {
  return Object.freeze({ ...ctx, origin: { ...ctx.origin, undo: { run, actor, from, to } } })
}

function keyOf({ entity, id }: Pick<TouchedRecord, 'entity' | 'id'>): string {
  return `${entity} ${id}`
}

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
