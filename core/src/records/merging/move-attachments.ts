import { sql } from 'kysely'
import { announceRights } from '../../access/announce-rights.ts'
import type { ApprovedWrite } from '../approve-writes.ts'
import { fileColumns } from '../file-columns.ts'
import { idArray } from '../find-followers.ts'
import { namedIn } from '../known-files.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'

interface Kept {
  merge: string
  kept: string
  gone: readonly string[]
}

/** Files of records that go which the record that stays is to have are its own from now on; the others stay where they are. */
export async function moveFiles(
  trx: Queryable,
  scope: RecordScope,
  { write, kept, gone }: Kept & { write: ApprovedWrite },
): Promise<void> {
  for (const { field } of fileColumns(scope, Object.keys(write.values))) {
    const ids = (namedIn(field, write.values) ?? []).map(({ id }) => id)
    if (ids.length === 0) continue
    await sql`update ${systemTable(scope.ctx, '_file')} set record_id = ${kept}::uuid
      where id = any(${idArray(ids)}) and field_id = ${field.id}::text
        and record_id = any(${idArray(gone)})`.execute(trx)
  }
}

/** Files go back to the records that name them, where the one that had them does not any more. */
export async function returnFiles(trx: Queryable, scope: RecordScope, { kept, gone }: Omit<Kept, 'merge'>) {
  for (const { field, column } of fileColumns(scope)) {
    await sql`update ${systemTable(scope.ctx, '_file')} f set record_id = r.id, detached_at = null
      from ${tableOf(scope.ctx, scope.entity)} r, jsonb_array_elements(${sql.ref(`r.${column}`)}) e
      where r.id = any(${idArray(gone)}) and f.id = (e ->> 'id')::uuid and f.field_id = ${field.id}::text
        and f.record_id = ${kept}::uuid and f.detached_at is not null`.execute(trx)
  }
}

/**
 * Whoever a record that goes was shared with sees the one that stays. A share that this one has already stays as it is, so
 * that nobody comes to more than what somebody gave. Gives whom it is shared with newly.
 */
export async function moveShares(
  trx: Queryable,
  { ctx, entity }: RecordScope,
  { merge, kept, gone }: Kept,
): Promise<string[]> {
  const share = systemTable(ctx, '_share')
  const { rows } = await sql<{ grantee: string }>`
    with best as (
      select distinct on (s.grantee) s.id, s.record_id as "from", s.grantee::text as grantee from ${share} s
      where s.entity = ${entity.name}::text and s.record_id = any(${idArray(gone)})
        and not exists (select 1 from ${share} o
          where o.entity = s.entity and o.record_id = ${kept}::uuid and o.grantee = s.grantee)
      order by s.grantee, s.can_edit desc, s.ends_at desc nulls first, s.id
    ), moved as (
      update ${share} s set record_id = ${kept}::uuid from best b where s.id = b.id
    ), noted as (
      update ${systemTable(ctx, '_merge')} m
        set shares = (select jsonb_agg(jsonb_build_object('id', b.id, 'from', b."from")) from best b)
      where m.id = ${merge}::uuid and exists (select 1 from best)
    )
    select grantee from best order by grantee`.execute(trx)
  if (rows.length > 0) await announceRights(trx, ctx.tenant.schema)
  return rows.map(({ grantee }) => grantee)
}

/** Shares that a merge has moved, and that are still there, go back. */
export async function returnShares(trx: Queryable, { ctx, entity }: RecordScope, { merge, kept, gone }: Kept) {
  await sql`update ${systemTable(ctx, '_share')} s set record_id = (n ->> 'from')::uuid
    from ${systemTable(ctx, '_merge')} m, jsonb_array_elements(m.shares) n
    where m.id = ${merge}::uuid and s.id = (n ->> 'id')::uuid and s.entity = ${entity.name}::text
      and s.record_id = ${kept}::uuid and (n ->> 'from')::uuid = any(${idArray(gone)})`.execute(trx)
  await announceRights(trx, ctx.tenant.schema)
}

/** Whose favourite a record was that goes has the one that stays among them. That of the other stays too: it may come back. */
export async function copyFavourites(trx: Queryable, { ctx }: RecordScope, { kept, gone }: Omit<Kept, 'merge'>) {
  const favourite = systemTable(ctx, '_favourite_record')
  await sql`insert into ${favourite} (user_id, entity, record_id, at)
    select f.user_id, f.entity, ${kept}::uuid, max(f.at) from ${favourite} f where f.record_id = any(${idArray(gone)})
    group by f.user_id, f.entity on conflict do nothing`.execute(trx)
}
