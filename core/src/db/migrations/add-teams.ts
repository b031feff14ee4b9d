import type { Kysely } from 'kysely'

/** Teams can be archived: kept for those who are named by records, no longer offered. */
export async function addTeams(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('_team').addColumn('archived_at', 'timestamptz').execute()
  // A team is asked for its people, and when it is to be deleted PostgreSQL looks for them too.
  await db.schema.createIndex('_user_team_idx').on('_user').column('team_id').execute()
}
