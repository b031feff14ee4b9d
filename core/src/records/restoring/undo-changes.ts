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
import { readNames, type WantedNames, want } from '../timeline/known-names.ts'
import type { UpdateRecord } from '../update-record.ts'
import { readTouched } from './touched-records.ts'
import { planOf } from './undo-plan.ts'
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
      return planOf(ctx, await models.get(ctx.tenant), touched)
    },

    async batch(ctx: RequestContext, { after, ...input }: UndoBatchInput): Promise<UndoBatch> {
      await access.requireAdmin(ctx)
      const db = database.tenant(ctx.tenant.schema)
      const touched = await readTouched(db, ctx, { ...input, after: after ?? null, limit: BATCH })
      const left: Array<Omit<LeftRecord, 'title'>> = []
      let done = 0
      for (const record of touched) {
        ctx.signal.throwIfAborted()
        const reason = await undoRecord(ctx, record).then(({ left }) => left, reasonOf)
        if (reason === null) done += 1
        else left.push({ entity: record.entity, id: record.id, reason })
      }
      return { done, left: await titled(ctx, left), next: touched.length < BATCH ? null : (touched.at(-1)?.id ?? null) }
    },
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
