import type { BulkReportRow, BulkRun, StartBulkInput } from '@tenon/sdk/contract/bulk-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { expect, vi } from 'vitest'
import { type Bulk, makeBulk } from '../../../core/src/bulk/make-bulk.ts'
import { onceBulk } from '../../../core/src/bulk/once-bulk.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { makeRecallActor, type RecallActor } from '../../../core/src/identity/make-recall-actor.ts'
import { makeUndoRecord } from '../../../core/src/records/restoring/undo-record.ts'
import type { DatabaseKind } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'

/** `own`: reads all deals and changes their own. `narrow`: knows of their own alone. `plain`: does not see amounts, and sets no quantity. */
const ROLES: Record<string, RoleGrants> = {
  own: { deal: { create: 'all', read: 'all', update: 'own', delete: 'own' } },
  narrow: { deal: { create: 'all', read: 'own', update: 'own', delete: 'own' } },
  plain: {
    deal: {
      read: 'all',
      update: 'all',
      fields: { amount: { read: false, write: false }, quantity: { read: true, write: false } },
    },
  },
}

/** Users as they are now; there is one tenant. */
function testRecall({ database, tenant }: Pick<TestRecords, 'database' | 'tenant'>): RecallActor {
  return makeRecallActor({
    database,
    tenants: { get: async () => tenant } as never,
    sites: {} as never,
    findSubject: async () => null,
  })
}

export type TestBulk = Awaited<ReturnType<typeof openTestBulk>>

/** A tenant with all record verbs, and changes of many over them. */
export async function openTestBulk(kind: DatabaseKind) {
  const tenon = await openTestRecords(kind)
  const db = tenon.database.tenant(tenon.tenant.schema)
  for (const [name, grants] of Object.entries(ROLES)) {
    const row = { name, label: JSON.stringify({ en: name }), grants: JSON.stringify(grants) }
    await db.insertInto('_role').values(row).execute()
  }
  const faults: unknown[] = []
  const open = () =>
    makeBulk({
      ...tenon,
      undoRecord: makeUndoRecord(tenon),
      recallActor: testRecall(tenon),
      onError: (error) => void faults.push(error),
    })
  const bulk = open()

  const ended = (ctx: RequestContext, id: string) =>
    vi.waitFor(
      async () => {
        const run = await bulk.get(ctx, { id })
        expect(run.status).not.toBe('running')
        return run
      },
      { timeout: 30_000, interval: 30 },
    )

  async function settled(ctx: RequestContext, run: BulkRun): Promise<BulkRun> {
    return run.status === 'running' ? ended(ctx, run.id) : run
  }

  return {
    ...tenon,
    db,
    bulk,
    once: onceBulk(tenon, bulk),
    /** The same in another process. */
    another: open,
    faults,
    ended,
    /** Begins one over deals and waits for its end. */
    run: async (ctx: RequestContext, input: Omit<StartBulkInput, 'entity'> & { entity?: string }, by: Bulk = bulk) =>
      settled(ctx, await by.start(ctx, { entity: 'deal', ...input })),
    undo: async (ctx: RequestContext, { id }: BulkRun) => settled(ctx, await bulk.undo(ctx, { id })),
    rows: async (ctx: RequestContext, { id }: BulkRun): Promise<Map<string, BulkReportRow>> => {
      const { rows } = await bulk.report(ctx, { id, limit: 200 })
      return new Map(rows.map((row) => [row.id, row]))
    },
    deals: async (count: number, values: JsonObject = {}, ctx: RequestContext = tenon.system) => {
      const records = Array.from({ length: count }, (_, index) => ({ name: `Deal ${index}`, quantity: 1, ...values }))
      const { results } = await tenon.createMany(ctx, { entity: 'deal', records })
      return results.flatMap((result) => ('id' in result ? [result.id] : []))
    },
    deal: (id: string) => tenon.getRecord(tenon.system, { entity: 'deal', id }),
    close: async () => {
      await bulk.close()
      await tenon.close()
    },
  }
}
