import type { Kysely } from 'kysely'

/** The schema that a migration runs in: where Kysely looks for a table of no schema. */
export async function schemaOf(db: Kysely<unknown>): Promise<string> {
  const query = db.selectFrom('_migration' as never).compile()
  const named = /"((?:[^"]|"")+)"\."_migration"/.exec(query.sql)?.[1]
  if (named === undefined) throw new Error('The migration runs in no schema.')
  return named.replaceAll('""', '"')
}
