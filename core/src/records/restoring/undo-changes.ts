import type { ActorChanges, LeftRecord, UndoBatch, UndoBatchInput, UndoPlan } from '@tenon/sdk/contract/audit-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { DeleteRecord } from '../delete-record.ts'
import { queryProblem } from '../query-problem.ts'
import type { ScopeDependencies } from '../record-scope.ts'
import type { RestoreRecord } from '../restore-record.ts'
import type { UpdateRecord } from '../update-record.ts'
import { readTouched, type TouchedRecord } from './touched-records.ts'
import { makeUndoRecord } from './undo-record.ts'

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
  const undoRecord = makeUndoRecord(dependencies)

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
        const reason = await undoRecord(ctx, record).then(({ left }) => left, reasonOf)
        if (reason === null) done += 1
        else left.push({ entity: names.entity(record.entity), id: record.id, reason })
      }
      return { done, left, next: touched.length < BATCH ? null : (touched.at(-1)?.id ?? null) }
    },
  }
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
