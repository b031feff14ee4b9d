import type { BulkOperation, BulkTarget } from '@tenon/sdk/contract/bulk-api'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { atOneTime } from '../records/expression-time.ts'
import type { FindRecords } from '../records/find-records.ts'
import { addRows } from './bulk-rows.ts'
import { addGroups } from './merge-groups.ts'

/** Ids per statement; of a filter, a page of the list. */
const PART = 200

interface Chosen {
  entity: string
  target: BulkTarget
  kind: BulkOperation['kind']
}

/** How many records a target has. */
export async function countChosen(
  ctx: RequestContext,
  findRecords: FindRecords,
  { entity, target, kind }: Chosen,
): Promise<number> {
  if ('ids' in target) return new Set(target.ids).size
  if ('groups' in target) return target.groups.length
  const page = { entity, ...target, fields: [], limit: 1, count: true, deleted: kind === 'restore' }
  return (await findRecords(ctx, page)).count ?? 0
}

interface Choosing {
  database: Database
  findRecords: FindRecords
}

/**
 * Writes down which records a run is about: those that a filter selects as it begins, so that what it changes can neither
 * bring a record back nor take one away.
 */
export async function chooseRecords(
  { database, findRecords }: Choosing,
  ctx: RequestContext,
  { run, entity, target, kind }: Chosen & { run: string },
): Promise<void> {
  const db = database.tenant(ctx.tenant.schema)
  if ('ids' in target) {
    const ids = [...new Set(target.ids.map((id) => id.toLowerCase()))]
    for (let at = 0; at < ids.length; at += PART) await addRows(db, ctx, { run, ids: ids.slice(at, at + PART) })
    return
  }
  if ('groups' in target) return addGroups(db, ctx, { run, groups: target.groups })
  const still = atOneTime(ctx)
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<FindRecords>> = await findRecords(still, {
      ...{ entity, ...target, fields: [], limit: PART, sort: [{ field: 'id' }], deleted: kind === 'restore' },
      ...(after !== null && { after }),
    })
    await addRows(db, ctx, { run, ids: page.records.map(({ id }) => id) })
    after = page.nextCursor
  } while (after !== null)
}
