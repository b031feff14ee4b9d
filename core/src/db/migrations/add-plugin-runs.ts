import type { Kysely } from 'kysely'

/** Plugins that come with a publish which takes long: what was agreed to, and their packages until they are in force. */
export async function addPluginRuns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('_publish_run')
    .addColumn('install', 'json')
    .addColumn('install_packages', 'json')
    .execute()
}
