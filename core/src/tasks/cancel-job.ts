import type { Database } from '../db/database.ts'

/** Takes away what waits under a key of a plugin; whether there was something. What runs already goes on. */
export async function cancelJob(
  database: Database,
  schema: string,
  { plugin, key }: { plugin: string; key: string },
): Promise<boolean> {
  const { numDeletedRows } = await database
    .tenant(schema)
    .deleteFrom('_plugin_task')
    .where('plugin', '=', plugin)
    .where('key', '=', key)
    .where('kind', '=', 'job')
    .where('status', '=', 'waiting')
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
