import type { MergeGroup } from '@tenon/sdk/contract/bulk-api'
import { type Kysely, sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { StoredGroup } from '../db/bulk-tables.ts'
import type { TenantTables } from '../db/tenant-tables.ts'

type Db = Kysely<TenantTables>

/** Groups per statement. */
const PART = 500

/** A group as a run has put it down. */
export interface KnownGroup extends MergeGroup {
  shared: boolean
}

/** Puts groups down as those that a run is about, each by the record that stays. */
export async function addGroups(
  db: Db,
  { tenant }: RequestContext,
  { run, groups }: { run: string; groups: readonly MergeGroup[] },
): Promise<void> {
  const named = new Map<string, number>()
  for (const id of groups.flatMap(idsOf)) named.set(id, (named.get(id) ?? 0) + 1)
  const rows = groups.map(({ into, from, values }) => {
    const isShared = idsOf({ into, from }).some((id) => (named.get(id) ?? 0) > 1)
    const input: StoredGroup = {
      version: into.version,
      from,
      ...(values && { values }),
      ...(isShared && { shared: true }),
    }
    return { id: into.id, input }
  })
  for (let at = 0; at < rows.length; at += PART) {
    await sql`insert into ${sql.id(tenant.schema, '_bulk_row')} (run, record_id, input)
      select ${run}::uuid, g.id, g.input
      from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + PART))}::jsonb) as g(id uuid, input jsonb)
      on conflict do nothing`.execute(db)
  }
}

/** The groups whose records stay under these ids, in that order. */
export async function readGroups(db: Db, run: string, ids: readonly string[]): Promise<KnownGroup[]> {
  const rows = await db
    .selectFrom('_bulk_row')
    .select(['record_id', 'input'])
    .where('run', '=', run)
    .where('record_id', 'in', [...ids])
    .execute()
  const known = new Map(rows.map(({ record_id, input }) => [record_id, input]))
  return ids.flatMap((id) => {
    const input = known.get(id) ?? null
    if (input === null || !('from' in input)) return []
    const { version, from, values, shared = false } = input
    return [{ into: { id, version }, from, ...(values && { values }), shared }]
  })
}

/** Whether the run has merged one of the group's records already, with others. */
export async function isMergedAlready(
  db: Db,
  ctx: RequestContext,
  { run, entity, group }: { run: string; entity: string; group: MergeGroup },
): Promise<boolean> {
  // What only followed from a merge, such as a reference that moved, says so by its reason.
  const { rows } = await sql`select 1 from ${sql.id(ctx.tenant.schema, '_audit')} a
    where a.entity = ${entity}::text and a.request_id = ${run}::text and a.reason is null
      and a.actor = ${actorReference(ctx.actor)}::text and a.version is not null
      and a.record_id = any(array(select value::uuid from jsonb_array_elements_text(${JSON.stringify(idsOf(group))}::jsonb)))
    limit 1`.execute(db)
  return rows.length > 0
}

export function idsOf({ into, from }: Pick<MergeGroup, 'into' | 'from'>): string[] {
  return [into, ...from].map(({ id }) => id.toLowerCase())
}
