import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

const USER = 'user:'

/** Names of those whom references such as `user:0190…` name; anybody else stays what the reference says. */
export async function readPeople(
  db: Kysely<TenantTables>,
  references: ReadonlyArray<string | null>,
): Promise<(reference: string | null) => string> {
  const ids = references.flatMap((one) => (one?.startsWith(USER) ? [one.slice(USER.length)] : []))
  const query = db.selectFrom('_user').select(['id', 'name'])
  const rows = ids.length === 0 ? [] : await query.where('id', 'in', [...new Set(ids)]).execute()
  const names = new Map(rows.map(({ id, name }) => [`${USER}${id}`, name]))
  return (reference) => names.get(reference ?? '') ?? reference ?? ''
}
