import { type RawBuilder, sql } from 'kysely'

/**
 * What of an entry never changes: who did what to what, and when. PostgreSQL writes `jsonb` in one way only, so that the
 * text is the same wherever the entry is read. A list of texts, numbers and `jsonb` reads the same as `json`, for which its
 * parts need not be taken apart first.
 */
export function factDigest(alias: string): RawBuilder<Buffer> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  const at = sql`to_char(${column('at')} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`
  return digest(sql`json_build_array(${column('id')}, ${at}, ${column('actor')}, ${column('action')}, ${column('entity')},
    ${column('record_id')}, ${column('version')}, ${column('request_id')})`)
}

/** What may be erased of it while its digest stays: values, reason and origin, without the address, which is kept for a time only. */
export function contentDigest(alias: string): RawBuilder<Buffer> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return digest(
    sql`json_build_array(${column('changes')}, ${column('reason')}, ${column('details')}, ${column('origin')} - 'address')`,
  )
}

function digest(json: RawBuilder<unknown>): RawBuilder<Buffer> {
  return sql<Buffer>`sha256(convert_to(${json}::text, 'UTF8'))`
}
