import { type Kysely, sql } from 'kysely'
import { schemaOf } from './schema-of.ts'

/** In bytes: the most that PostgreSQL takes. */
const ROOM = 8_160

/**
 * An event holds a record before and after, more than the 2 kB from which PostgreSQL compresses, and is cleared away soon:
 * to compress it took a twentieth of what a changed record costs.
 */
export async function keepEventsWhole(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ${sql.id(await schemaOf(db), '_outbox')} set (toast_tuple_target = ${sql.lit(ROOM)})`.execute(
    db,
  )
}
